"""From a completed task to artifacts: what each answer of an address, and of the disk, leaves behind."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from engine_fakes import FakeDownloads, Studio, studio
from plan_samples import attempt

from seedance_make.core.attempt.outcome import Broken, Download, Gone
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.ports.network import Downloads
from seedance_make.engine.build.download import ClipDownloader, NoFile
from seedance_make.engine.interrupt import Interrupt

URLS = ("https://cdn.example/1.mp4", "https://cdn.example/2.mp4")


@dataclass
class Answering(FakeDownloads):
    """One answer to everything."""

    answer: Download | Exception

    async def fetch(self, url: str, sink: Sink, on_bytes: Callable[[int, int | None], None]) -> Download:
        sink.write(b"half")
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def completed_row(made: Studio) -> Attempt:
    journal, at = made.world.journal, made.world.now()
    row = attempt(None, State.INTENT, origin="reapi.ai", owner=made.world.owners.me)
    journal.intend(row, None)
    journal.record(row.id, State.SUBMITTED, at, task_id="task_1")
    return journal.record(row.id, State.COMPLETED, at, urls=URLS)


def brought(made: Studio, row: Attempt, downloads: Downloads) -> Attempt | Outcome | NoFile:
    downloader = ClipDownloader(world=made.world, downloads=downloads, interrupt=Interrupt())
    return asyncio.run(downloader.bring(row))


def parts(folder: Path) -> list[Path]:
    return list((folder / "store/cas").glob("*.part"))


def test_all_videos_of_a_task_come_home_whole(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        row = brought(made, completed_row(made), FakeDownloads())
        assert isinstance(row, Attempt)
        assert row.state is State.DONE
        assert [made.world.cas.path(a.sha256).read_bytes() for a in row.artifacts] == [
            u.encode() for u in URLS
        ]
        assert parts(tmp_path) == []


@pytest.mark.parametrize("answer", [Gone(reason="HTTP 410"), Broken(reason="a web page", final=True)])
def test_an_address_without_the_clip_asks_for_another(tmp_path: Path, answer: Download) -> None:
    with studio(tmp_path) as made:
        row = completed_row(made)
        outcome = brought(made, row, Answering(answer))
        assert outcome == NoFile(row=row, reason=answer.reason)  # type: ignore[union-attr]
        assert parts(tmp_path) == []
        assert made.states == {"COMPLETED": 1}


def test_a_download_that_does_not_work_fails_the_take_and_keeps_the_task(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        outcome = brought(made, completed_row(made), Answering(Broken(reason="too slow")))
        assert isinstance(outcome, Outcome)
        assert (outcome.ending, outcome.task_id) == (Ending.FAILED, "task_1")
        assert outcome.text == (
            "the download did not work (too slow); it is paid: the next build fetches it, and buys nothing"
        )
        assert (parts(tmp_path), made.states) == ([], {"COMPLETED": 1})


def test_a_full_disk_leaves_the_task_to_the_next_build(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        outcome = brought(made, completed_row(made), Answering(StoreError("the disk is full")))
        assert isinstance(outcome, Outcome)
        assert (outcome.ending, outcome.status) == (Ending.PENDING, Exit.STORE)
        assert outcome.text == "the disk is full; its task is kept, and the next build goes on with it"
        assert (parts(tmp_path), made.states) == ([], {"COMPLETED": 1})


@pytest.mark.parametrize("left", ["whole", "damaged", "none"])
def test_what_was_verified_before_a_crash_is_published_or_fetched_anew(tmp_path: Path, left: str) -> None:
    with studio(tmp_path) as made:
        row, artifacts = completed_row(made), []
        for number, url in enumerate(URLS):
            writer = made.world.cas.writer(f"{row.id}.{number}")
            writer.write(url.encode())
            artifacts.append(writer.seal())
        verified = made.world.journal.record(
            row.id, State.VERIFIED, made.world.now(), artifacts=tuple(artifacts)
        )
        for part in parts(tmp_path):
            if left == "damaged":
                part.write_bytes(b"rotten")
            elif left == "none":
                part.unlink()
        again = brought(made, replace(verified), FakeDownloads())
        assert isinstance(again, Attempt)
        assert again.state is (State.DONE if left == "whole" else State.COMPLETED)
        assert parts(tmp_path) == []
