"""The lock file's receipts: gathered, written seldom, never lost."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from engine_fakes import Studio, studio
from plan_samples import board, shot
from store_samples import receipt

from seedance_make.core.attempt.events import Note
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.report import exit_of
from seedance_make.core.ports.project import LockFile
from seedance_make.core.storyboard.model import Receipt
from seedance_make.engine.build.place_output import ReceiptWriter
from seedance_make.engine.steps import Step

FILM = board(*(shot(f"s{n}", f"shot {n}") for n in range(12)))
A, B, C, D = (receipt(fingerprint=c * 64, task_id=f"task_{c}") for c in "abcd")


@dataclass
class Counting:
    """Hands on to a real lock file, counts what it is asked to write, and refuses for a while."""

    lock: LockFile
    writes: list[int] = field(default_factory=list)
    refusals: int = 0

    def read(self) -> tuple[Receipt, ...]:
        return self.lock.read()

    def add(self, receipts: Iterable[Receipt]) -> bool:
        added = list(receipts)
        self.writes.append(len(added))
        if self.refusals:
            self.refusals -= 1
            raise StoreError("the disk is full")
        return self.lock.add(added)

    def check_writable(self) -> None:
        self.lock.check_writable()


def counted(made: Studio, refusals: int = 0) -> Counting:
    assert made.world.lock_file is not None
    lock = Counting(made.world.lock_file, refusals=refusals)
    made.world = replace(made.world, lock_file=lock)
    return lock


def test_receipts_are_written_once_a_second_and_at_the_end(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        lock = counted(made)
        writer = ReceiptWriter(world=made.world)

        async def story() -> None:
            await writer.add([A])
            made.clock.time += 0.5
            await writer.add([B])
            await writer.add([C])
            assert lock.writes == [1]
            made.clock.time += 0.6
            await writer.add([D])
            assert lock.writes == [1, 3]
            await writer.add([A])
            await writer.write()
            await writer.write()

        asyncio.run(story())
        assert lock.writes == [1, 3, 1]
        assert set(lock.read()) == {A, B, C, D}


def test_a_film_of_takes_that_end_together_writes_its_lock_file_a_few_times(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        lock = counted(made)
        began = made.clock.time
        assert exit_of(made.build(FILM, jobs=12, interval=0.1).report) is Exit.OK
        assert len(lock.writes) <= made.clock.time - began + 2
        assert len(lock.writes) < 12
        assert sum(lock.writes) == len(lock.read()) == 12


def test_what_could_not_be_written_is_tried_again_at_the_end(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        lock = counted(made, refusals=1)
        ran = made.build(FILM, jobs=1)
        assert exit_of(ran.report) is Exit.STORE
        assert len(made.api.posts) == len(lock.read()) < 12


def test_a_lock_file_that_stays_closed_is_said_and_the_next_build_adds_the_receipts(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        lock = counted(made, refusals=99)
        ran = made.build(FILM, jobs=1)
        assert (exit_of(ran.report), lock.read()) == (Exit.STORE, ())
        assert [note.text for note in made.seen(Note)] == ["the disk is full"]
        posts = len(made.api.posts)
    with studio(tmp_path) as again:
        assert exit_of(again.build(FILM).report) is Exit.OK
        assert again.world.lock_file is not None
        assert len(again.world.lock_file.read()) == 12
        assert len(again.api.posts) == 12 - posts


class Killed(BaseException):
    """The process is gone."""


def test_a_crash_with_receipts_in_hand_loses_none(tmp_path: Path) -> None:
    placed: list[Step] = []

    def dying(step: Step) -> None:
        placed.extend([step] * (step is Step.AFTER_OUTPUT))
        if len(placed) == 5:
            raise Killed

    with studio(tmp_path, steps=dying) as made:
        with pytest.raises(BaseExceptionGroup):
            made.build(FILM, jobs=12)
        assert made.world.lock_file is not None
        assert len(made.world.lock_file.read()) < 5
    with studio(tmp_path) as again:
        posts = len(again.world.journal.rows())
        assert exit_of(again.build(FILM).report) is Exit.OK
        assert again.world.lock_file is not None
        assert len(again.world.lock_file.read()) == 12
        assert len(again.api.posts) == 12 - posts
