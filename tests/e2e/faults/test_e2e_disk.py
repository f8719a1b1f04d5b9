"""Disks that are full, fail, rot or lose files: nothing is paid for twice, and what is paid is found again."""

import os
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from harness import Film, Running, until
from scripted_server import ScriptedServer
from store_faults import fill, needs_mount, needs_strace, small_disk


def lose(film: Film, *names: str) -> None:
    for name in names:
        path = film.home / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def on_small_disk(tmp_path: Path, server: ScriptedServer) -> Iterator[Film]:
    """A film whose store is on a disk of its own."""
    with small_disk(tmp_path / "disk", "size=600k") as disk:
        film = Film(tmp_path, server, home=disk / "store")
        film.shots(boat="a red boat", pier="an empty pier")
        yield film


@needs_mount
def test_a_disk_that_is_full_before_the_intent_stops_before_the_post(
    tmp_path: Path, server: ScriptedServer
) -> None:
    with on_small_disk(tmp_path, server) as film:
        fill(film.home.parent)
        ran = film.build()
        assert (ran.status, server.posts) == (74, []), ran
        (film.home.parent / "ballast").unlink()
        assert film.build().status == 0
        film.assert_trust()


@needs_mount
def test_a_disk_that_fills_up_while_a_request_is_sent_does_not_lose_its_id(
    tmp_path: Path, server: ScriptedServer
) -> None:
    with on_small_disk(tmp_path, server) as film:
        gate = threading.Event()
        server.script.post(until=gate)
        with film.building("-j", "1") as running:
            until(lambda: server.posts, "the POST")
            fill(film.home.parent)
            gate.set()
            ran = running.end()
        assert (ran.status, len(server.posts)) == (74, 1), ran
        assert server.ids[0] in ran.err
        assert film.states == ["INTENT"]
        film.assert_trust()
        (film.home.parent / "ballast").unlink()
        ran = film.build()
        assert (ran.status, len(server.posts), film.states) == (0, 2, ["DONE", "DONE"]), ran
        film.assert_trust()


@needs_mount
def test_a_disk_that_fills_up_in_a_download_keeps_the_task(tmp_path: Path, server: ScriptedServer) -> None:
    with on_small_disk(tmp_path, server) as film:
        gate = threading.Event()
        server.script.media(until=gate)
        with film.building("boat") as running:
            until(lambda: server.fetches, "the download")
            fill(film.home.parent)
            gate.set()
            ran = running.end()
        assert (ran.status, ran.results, film.states) == (74, {"boat": "pending"}, ["COMPLETED"]), ran
        assert "the disk is full; its task is kept" in ran.action("boat")["error"]["message"]
        film.assert_trust()
        (film.home.parent / "ballast").unlink()
        assert (film.build("boat").status, len(server.posts)) == (0, 1)
        film.assert_trust()


@needs_mount
@pytest.mark.parametrize("how", ["read-only", "full"])
def test_a_tree_that_cannot_be_written_fails_before_money_is_spent(
    film: Film, server: ScriptedServer, how: str
) -> None:
    options = "size=400k,ro" if how == "read-only" else "size=400k"
    with small_disk(film.folder / "out", options) as out:
        if how == "full":
            fill(out)
        ran = film.build()
        assert (ran.status, server.posts, film.states) == (74, [], []), ran


@contextmanager
def traced(running: Running, fault: str) -> Iterator[None]:
    """From here on a system call of a running command fails."""
    call = fault.partition(":")[0]
    command = ["strace", "-f", "-p", str(running.process.pid), "-o", os.devnull, "-e", f"trace={call}"]
    with subprocess.Popen([*command, "-e", f"inject={fault}"], stderr=subprocess.PIPE, text=True) as tracer:
        assert tracer.stderr is not None
        said = tracer.stderr
        until(lambda: "attached" in said.readline(), "strace")
        try:
            yield
        finally:
            tracer.terminate()


@needs_strace
def test_an_fsync_that_fails_is_not_retried_into_success(film: Film, server: ScriptedServer) -> None:
    gate = threading.Event()
    server.script.media(until=gate)
    with film.building() as running:
        until(lambda: server.fetches, "the download")
        with traced(running, "fsync:error=EIO"):
            gate.set()
            ran = running.end()
    assert (ran.status, ran.results, film.states) == (74, {"boat": "pending"}, ["COMPLETED"]), ran
    assert (film.outputs, film.artifacts, list((film.home / "cas").glob("*.part"))) == ({}, {}, [])
    film.assert_trust()
    assert (film.build().status, len(server.posts), len(server.fetches)) == (0, 1, 2)
    film.assert_trust()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not a journal at all" * 400),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
    ],
    ids=["empty", "garbage", "truncated"],
)
def test_a_damaged_journal_refuses_and_is_never_made_anew(
    film: Film, server: ScriptedServer, spoil: Callable[[Path], int]
) -> None:
    film.build()
    film.shots(boat="a blue boat")
    journal = film.home / "journal.db"
    spoil(journal)
    before = journal.read_bytes()
    ran = film.build()
    assert (ran.status, len(server.posts)) == (74, 1), ran
    assert "damaged" in ran.err
    assert journal.read_bytes() == before


def test_a_newer_journal_is_refused(film: Film, server: ScriptedServer) -> None:
    film.build()
    with closing(sqlite3.connect(film.home / "journal.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    film.shots(boat="a blue boat")
    ran = film.build()
    assert (ran.status, len(server.posts)) == (74, 1), ran
    assert "newer" in ran.err


@pytest.mark.parametrize(
    "text", ['[{"lock":2},\nnull]\n', "{not a lock file", ""], ids=["newer", "garbage", "empty"]
)
def test_a_lock_file_that_is_not_ours_is_refused(film: Film, server: ScriptedServer, text: str) -> None:
    (film.folder / "storyboard.lock").write_text(text)
    ran = film.build()
    assert (ran.status, server.posts) == (65, []), ran
    assert (film.folder / "storyboard.lock").read_text() == text


def test_a_garbage_index_is_set_aside_and_made_anew(film: Film, server: ScriptedServer) -> None:
    film.build()
    for path in (film.home / "index").rglob("*"):
        if path.is_file():
            path.write_bytes(b"garbage" * 1000)
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "keep", 1), ran
    film.shots(boat="a red boat", pier="an empty pier")
    assert (film.build().status, len(server.posts)) == (0, 2)
    film.assert_trust()


def flip(path: Path) -> None:
    path.chmod(0o644)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def test_a_flipped_bit_is_caught_and_the_clip_fetched_again(film: Film, server: ScriptedServer) -> None:
    film.build()
    before = film.outputs
    film.output("boat").unlink()
    flip(*film.artifacts.values())
    ran = film.run("build", "--json", "--poll-interval", "0.05")
    assert (ran.status, ran.results, len(server.posts)) == (0, {"boat": "done"}, 1), ran
    assert film.outputs == before
    assert len(list((film.home / "damaged").iterdir())) == 1
    film.assert_trust()


def test_a_flipped_bit_whose_task_is_gone_is_lost_and_never_bought_by_itself(
    film: Film, server: ScriptedServer
) -> None:
    film.build()
    film.output("boat").unlink()
    flip(*film.artifacts.values())
    server.script.poll(status=404, times=None)
    for _ in range(2):
        ran = film.build()
        assert (ran.status, ran.results, len(server.posts)) == (1, {"boat": "failed"}, 1), ran
    assert film.outputs == {}
    film.assert_trust()


def test_a_flipped_bit_in_the_store_is_mended_from_the_output(film: Film, server: ScriptedServer) -> None:
    film.build()
    before = film.outputs
    flip(*film.artifacts.values())
    film.shots(ship="a red boat")  # renamed: the clip has to be placed anew
    ran = film.build(REAPI_API_KEY=None)
    assert (ran.status, len(server.posts)) == (0, 1), ran
    assert film.outputs == {"ship": before["boat"]}
    film.assert_trust()


def test_an_output_is_not_removed_before_the_store_has_it_whole(film: Film, server: ScriptedServer) -> None:
    film.shots(boat="a red boat", pier="an empty pier")
    film.build()
    before = film.outputs
    for path in film.artifacts.values():
        flip(path)
    film.shots(boat={"prompt": "a red boat", "enabled": False}, pier="an empty pier")
    assert film.build(REAPI_API_KEY=None).status == 0
    assert list(film.outputs) == ["pier"]
    film.shots(boat="a red boat", pier="an empty pier")
    assert film.build(REAPI_API_KEY=None).status == 0
    assert (film.outputs, len(server.posts)) == (before, 2)


def test_without_its_journal_outputs_are_adopted_and_the_rest_is_asked_again(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(boat="a red boat", pier="an empty pier")
    film.build()
    before = film.outputs
    film.output("pier").unlink()
    lose(film, "journal.db", "index", "cas")
    ran = film.build()
    assert ran.status == 0, ran
    assert {a["shot"]: a["action"] for a in ran.json["actions"]} == {"boat": "keep", "pier": "lost"}
    assert (film.outputs, len(server.posts)) == (before, 2)
    assert {r["task_id"] for r in film.receipts} == {"task_000001", "task_000002"}
    assert len(film.receipts) == 2
    film.assert_trust(journal_lost=True)


def test_without_its_journal_a_clip_that_is_gone_is_lost_until_it_is_named(
    film: Film, server: ScriptedServer
) -> None:
    film.build()
    film.output("boat").unlink()
    lose(film, "journal.db", "index", "cas")
    server.script.poll(status=404, path="task_000001", times=None)
    for _ in range(2):
        ran = film.build()
        assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (1, "lost", 1), ran
    ran = film.build("--rebuy", "boat")
    assert (ran.status, ran.results, len(server.posts)) == (0, {"boat": "done"}, 2), ran
    assert {r["task_id"] for r in film.receipts} == {"task_000001", "task_000002"}
    assert film.build().status == 0
    film.assert_trust()


def test_a_journal_that_is_gone_is_said_before_anything_is_bought(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="after-submitted")
    (film.home / "journal.db").unlink()
    ran = film.run("plan")
    assert "the store's journal is gone (journal.db)" in ran.out
