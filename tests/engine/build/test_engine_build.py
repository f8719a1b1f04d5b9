"""The build with the network and time in a test's hands: what sockets cannot show."""

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from engine_fakes import START, FakeClock, FakeDownloads, Studio, completed, processing, studio
from plan_samples import board, frame, shot

from seedance_make.core.attempt.events import Event, Note, Paused
from seedance_make.core.attempt.outcome import (
    Accepted,
    ApiFault,
    Download,
    Gone,
    KeyRefused,
    NoAnswer,
    NotSent,
    Rejected,
    Unknown,
)
from seedance_make.core.attempt.states import State
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.report import Ending, exit_of
from seedance_make.core.ports.artifacts import Sink
from seedance_make.engine.build.build import Run
from seedance_make.engine.interrupt import Interrupt, Interrupted

ONE = board(shot("boat", "a red boat"))
THREE = board(shot("boat", "a red boat"), shot("pier", "an empty pier"), shot("sea", "the sea"))
SLOW = Rejected(fault=ApiFault(code="50001", http=429, message="slow down"))


def endings(ran: Run) -> dict[str, str]:
    return {r.action.shot: r.outcome.ending.value for r in ran.report.results}


def test_a_bug_in_one_worker_leaves_the_others_recorded(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.reports["task_2"] = [MemoryError("no more")]
        ran = made.build(THREE)
        assert endings(ran) == {"boat": "done", "pier": "failed", "sea": "done"}
        assert [type(b) for b in ran.bugs] == [MemoryError]
        assert exit_of(ran.report) is Exit.BUG
        assert made.states == {"DONE": 2, "SUBMITTED": 1}
    with studio(tmp_path) as again:
        assert endings(again.build(THREE)) == dict.fromkeys(("boat", "pier", "sea"), "done")
        assert again.api.posts == []


def test_a_bug_while_sending_leaves_an_unknown_outcome(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [MemoryError("no more")]
        ran = made.build(THREE, jobs=1)
        assert endings(ran) == {"boat": "failed", "pier": "done", "sea": "done"}
        assert made.states == {"UNKNOWN": 1, "DONE": 2}
        assert exit_of(ran.report) is Exit.BUG


@pytest.mark.parametrize("years", [-1, 1])
def test_a_wall_clock_that_jumps_by_a_year_changes_no_deadline(tmp_path: Path, years: int) -> None:
    jumps = iter(range(10_000))

    def wall(passed: float) -> Any:
        return START + timedelta(days=365 * years * (next(jumps) % 2), seconds=passed)

    with studio(tmp_path, clock=FakeClock(wall=wall)) as made:
        made.api.reports["task_1"] = [processing("task_1")] * 20
        assert endings(made.build(ONE, timeout=600.0)) == {"boat": "done"}
        made.api.reports["task_2"], asked = [processing("task_2")] * 1000, len(made.api.asked)
        ran = made.build(board(*ONE.shots, shot("pier", "an empty pier")), timeout=600.0)
        assert endings(ran) == {"boat": "done", "pier": "pending"}
        assert made.clock.time < 1000 + 1300
        assert len(made.api.asked) - asked > 50


def test_without_history_a_task_is_asked_every_few_seconds(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.seconds = 120.0
        made.build(ONE)
        times = [1000.0, *(when for _, when in made.api.asked)]
        assert all(2.0 <= b - a <= 12.0 for a, b in pairwise(times))
        assert 1120.0 <= made.clock.time <= 1125.0


def test_history_tells_when_questions_are_worth_it(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.seconds = 100.0
        made.build(ONE)
        first = len(made.api.asked)
        made.build(board(*(shot(f"s{n}", f"shot {n}") for n in range(20))), jobs=20)
        before, began = len(made.api.asked), made.clock.time
        made.build(board(shot("pier", "an empty pier")))
        asked = [when - began for _, when in made.api.asked[before:]]
        assert len(asked) <= 0.8 * first
        assert len([when for when in asked if when < 60]) <= 2
        assert 100 <= asked[-1] <= 103


def test_a_fixed_interval_replaces_the_schedule(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.reports["task_1"] = [processing("task_1")] * 9
        made.build(ONE, interval=7.0)
        assert set(made.clock.slept) == {7.0}


def test_a_task_that_is_still_running_at_its_deadline_is_kept(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.reports["task_1"] = [processing("task_1")] * 1000
        ran = made.build(ONE, timeout=60.0)
        assert (endings(ran), exit_of(ran.report)) == ({"boat": "pending"}, Exit.RUNNING)
        assert made.clock.time - 1000 == pytest.approx(60.0)
        assert made.states == {"SUBMITTED": 1}


def test_a_retry_after_pauses_everybody(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        fault = ApiFault(code="50001", http=429, message="slow", retry_after=30.0)
        made.api.answers = [Rejected(fault=fault)]
        assert set(endings(made.build(THREE)).values()) == {"done"}
        assert [e.seconds for e in made.seen(Paused)] == [30.0]
        assert made.clock.time >= 1030


def test_a_storm_of_429_backs_off_and_ends(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [SLOW] * 100
        ran = made.build(THREE, jobs=1)
        assert exit_of(ran.report) is Exit.FAILED
        assert endings(ran) == {"boat": "failed", "pier": "skipped", "sea": "skipped"}
        assert [e.seconds for e in made.seen(Paused)] == [0.8, 1.5, 3.0, 6.0]
        assert made.states == {"REJECTED": 5}
    with studio(tmp_path) as again:
        assert set(endings(again.build(THREE)).values()) == {"done"}


def test_an_api_that_takes_one_at_a_time_gets_them_all(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        many = board(*(shot(f"s{n}", f"shot {n}") for n in range(20)))
        made.api.answers = [answer for n in range(20) for answer in (SLOW, SLOW, Accepted(task_id=f"t{n}"))]
        assert set(endings(made.build(many)).values()) == {"done"}
        assert made.states == {"DONE": 20, "REJECTED": 40}


def test_what_never_left_is_sent_again(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [NotSent(reason="no route")] * 3
        assert endings(made.build(ONE)) == {"boat": "done"}
        assert made.states == {"NOT_SENT": 3, "DONE": 1}


def test_a_network_that_is_gone_ends_with_nothing_sent(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [NotSent(reason="no route")] * 100
        ran = made.build(THREE)
        assert exit_of(ran.report) is Exit.OUT_OF_REACH
        assert set(made.states) == {"NOT_SENT"}


def test_two_unknown_outcomes_in_a_row_stop_submitting(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [
            Unknown(reason="x"),
            Accepted(task_id="t1"),
            Unknown(reason="x"),
            Unknown(reason="x"),
        ]
        many = board(*(shot(f"s{n}", f"shot {n}") for n in range(9)))
        ran = made.build(many, jobs=1)
        assert len(made.api.posts) == 4
        assert exit_of(ran.report) is Exit.BLOCKED
        assert made.states == {"UNKNOWN": 3, "DONE": 1}


@dataclass
class Failing:
    """A journal whose disk fills up at one state; everything else goes to the real one."""

    journal: Any
    at: State
    times: int = 1

    def record(self, attempt_id: str, state: State, at: str, **facts: object) -> Any:
        if state is self.at and self.times:
            self.times -= 1
            raise StoreError("the disk is full")
        return self.journal.record(attempt_id, state, at, **facts)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.journal, name)


def failing(made: Studio, at: State) -> Studio:
    made.world = replace(made.world, journal=Failing(made.world.journal, at))
    return made


def test_an_id_that_the_journal_does_not_take_is_printed_and_rescued(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        ran = failing(made, State.SUBMITTED).build(THREE, jobs=1)
        assert exit_of(ran.report) is Exit.STORE
        assert endings(ran) == {"boat": "failed", "pier": "skipped", "sea": "skipped"}
        assert len(made.api.posts) == 1
        (note,) = made.seen(Note)
        assert "task task_1 was bought" in (note.text)
        assert made.states == {"INTENT": 1}
    with studio(tmp_path) as again:
        assert set(endings(again.build(THREE)).values()) == {"done"}
        assert len(again.api.posts) == 2
        assert next(r.task_id for r in again.world.journal.rows()) == "task_1"


@pytest.mark.parametrize(("state", "sent"), [(State.COMPLETED, 1), (State.VERIFIED, 2), (State.DONE, 2)])
def test_a_journal_that_fails_later_keeps_the_task(tmp_path: Path, state: State, sent: int) -> None:
    """While a clip is downloaded the next task is at the API already."""
    with studio(tmp_path) as made:
        ran = failing(made, state).build(THREE, jobs=1)
        assert exit_of(ran.report) is Exit.STORE
        assert len(made.api.posts) == sent
    with studio(tmp_path) as again:
        assert set(endings(again.build(THREE)).values()) == {"done"}
        assert len(again.api.posts) == 3 - sent


class SlowDownloads(FakeDownloads):
    """The first one takes so long that whatever can happen meanwhile does."""

    def __init__(self) -> None:
        self.made: Studio | None = None
        self.sent: list[int] = []  # POSTs, by the end of each download

    async def fetch(self, url: str, sink: Sink, on_bytes: Callable[[int, int | None], None]) -> Download:
        assert self.made
        while not self.sent and await self._completed() < 2:
            pass
        for _ in range(5):  # whatever is to be written now is written before that
            await self._completed()
        self.sent.append(len(self.made.api.posts))
        return await super().fetch(url, sink, on_bytes)

    async def _completed(self) -> int:
        assert self.made
        world = self.made.world
        return len(await world.transact(world.journal.rows, states={State.COMPLETED}))


def test_a_download_keeps_no_task_waiting_but_downloads_that_pile_up_do(tmp_path: Path) -> None:
    downloads = SlowDownloads()
    with studio(tmp_path, downloads=downloads) as made:
        downloads.made = made
        assert exit_of(made.build(THREE, jobs=1).report) is Exit.OK
        assert downloads.sent[0] == 2
        assert downloads.sent[-1] == 3


@pytest.mark.parametrize(
    ("state", "answer"),
    [(State.UNKNOWN, Unknown(reason="x")), (State.REJECTED, SLOW), (State.NOT_SENT, NotSent(reason="x"))],
)
def test_an_outcome_that_cannot_be_written_down_leaves_the_intent(
    tmp_path: Path, state: State, answer: Any
) -> None:
    with studio(tmp_path) as made:
        made.api.answers = [answer]
        ran = failing(made, state).build(THREE, jobs=1)
        assert exit_of(ran.report) is Exit.STORE
        assert (len(made.api.posts), made.states) == (1, {"INTENT": 1})
    with studio(tmp_path) as again:
        ran = again.build(THREE)
        assert endings(ran) == {"boat": "blocked", "pier": "done", "sea": "done"}
        assert again.states == {"UNKNOWN": 1, "DONE": 2}


def test_takes_that_turn_out_to_ask_for_the_same_are_bought_once(tmp_path: Path) -> None:
    first = {"first_frame_url": (frame("boat"),)}
    film = board(
        shot("boat", "a red boat"), shot("b", "it sinks", media=first), shot("c", "it sinks", media=first)
    )
    with studio(tmp_path) as made:
        ran = made.build(film)
        assert set(endings(ran).values()) == {"done"}, endings(ran)
        assert len(made.api.posts) == 2
        assert made.states == {"DONE": 2}
        look = made.world.tree.look
        assert look("b.mp4") == look("c.mp4") != look("boat.mp4")


def test_a_failed_upstream_leaves_the_downstream_unbought(tmp_path: Path) -> None:
    film = board(shot("a", "one"), shot("b", "two", media={"first_frame_url": (frame("a"),)}))
    with studio(tmp_path) as made:
        made.api.answers = [Rejected(fault=ApiFault(code="80007", http=400, message="no"))]
        ran = made.build(film)
        assert endings(ran) == {"a": "failed", "b": "skipped"}
        assert (len(made.api.posts), exit_of(ran.report)) == (1, Exit.FAILED)


def test_a_refused_key_stops_every_question(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        refused = KeyRefused(fault=ApiFault(code="10004", http=401, message="revoked"))
        made.api.reports = {f"task_{n}": [processing(f"task_{n}"), refused] for n in (1, 2, 3)}
        ran = made.build(THREE, interval=1.0)
        assert (set(endings(ran).values()), exit_of(ran.report)) == ({"pending"}, Exit.NO_KEY)
        assert len(made.api.asked) <= 6
        assert made.states == {"SUBMITTED": 3}


def test_an_api_that_cannot_be_reached_is_69_only_when_nothing_was_sent(tmp_path: Path) -> None:
    gone = NoAnswer(reason="no route", reached=False)
    with studio(tmp_path) as made:
        made.api.reports["task_1"] = [gone] * 100
        assert exit_of(made.build(ONE).report) is Exit.RUNNING
    with studio(tmp_path) as again:
        again.api.reports["task_1"] = [gone] * 100
        assert exit_of(again.build(ONE).report) is Exit.OUT_OF_REACH


def test_a_listener_that_has_gone_away_costs_nobody_a_clip(tmp_path: Path) -> None:
    def broken(_event: Event, _at: str) -> None:
        raise BrokenPipeError

    with studio(tmp_path, observe=broken) as made:
        assert endings(made.build(ONE)) == {"boat": "done"}


def test_a_cap_is_checked_again_at_each_intent(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.api.reports["task_1"] = [completed("task_1", credits=900)]  # estimated at 487
        ran = made.build(THREE, jobs=1, cap=3 * 487)
        assert endings(ran) == {"boat": "done", "pier": "skipped", "sea": "skipped"}
        assert exit_of(ran.report) is Exit.REFUSED
        assert ran.report.spent == 900
        assert ran.report.results[1].outcome.text == (
            "not tried: $0.900 more, $0.487 by the price table, would break the cap of $1.461 ($0.900 are spoken for)"
        )


class Vanished(FakeDownloads):
    async def fetch(self, url: str, sink: Any, on_bytes: Any) -> Any:
        return Gone(reason="the address answers HTTP 410")


def test_an_address_that_is_gone_asks_for_a_fresh_one_a_bounded_number_of_times(tmp_path: Path) -> None:
    with studio(tmp_path, downloads=Vanished()) as made:
        ran = made.build(ONE)
        assert (endings(ran), made.states) == ({"boat": "failed"}, {"PAID_MISSING": 1})
        assert len(made.api.asked) == 3
        message = ran.report.results[0].outcome.text or ""
        assert message == (
            "paid, but not to be had: the address answers HTTP 410; each build asks again, build --rebuy boat@1 buys again"
        )


def test_what_waited_for_a_lost_clip_is_not_bought_by_the_build_that_brings_it_home(tmp_path: Path) -> None:
    film = board(shot("a", "one"), shot("b", "two", media={"first_frame_url": (frame("a"),)}))
    with studio(tmp_path, downloads=Vanished()) as made:
        assert endings(made.build(film)) == {"a": "failed", "b": "skipped"}
    with studio(tmp_path) as made:
        ran = made.build(film)  # whose plan had no price for b
        assert (endings(ran), len(made.api.posts)) == ({"a": "done", "b": "skipped"}, 0)
        assert ran.report.results[1].outcome.text == "not tried: waits for a, which is lost"
        assert (endings(made.build(film)), len(made.api.posts)) == ({"a": "done", "b": "done"}, 1)


def test_an_interrupt_while_everybody_pauses_ends_at_once(tmp_path: Path) -> None:
    class Asleep(FakeClock):
        async def sleep(self, seconds: float) -> None:
            interrupt.signal(Exit.INTERRUPTED)
            await asyncio.Event().wait()

    interrupt = Interrupt()
    with studio(tmp_path, clock=Asleep()) as made:
        made.api.answers = [SLOW]
        ran = made.build(THREE, jobs=1, interrupt=interrupt)
        assert (set(endings(ran).values()), exit_of(ran.report)) == ({"skipped"}, Exit.INTERRUPTED)
        assert made.states == {"REJECTED": 1}


def test_work_that_ends_in_spite_of_an_interrupt_keeps_its_result() -> None:
    async def stubborn() -> str:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return "task_1"
        return "never"

    async def trial() -> None:
        interrupt = Interrupt()
        interrupt.signal(Exit.INTERRUPTED)
        assert await interrupt.unless(interrupt.soft, stubborn()) == "task_1"
        with pytest.raises(Interrupted):
            await interrupt.unless(interrupt.soft, asyncio.sleep(60))

    asyncio.run(trial())


def test_the_exact_body_is_kept(tmp_path: Path) -> None:
    with studio(tmp_path) as made:
        made.build(ONE)
        (row,) = made.world.journal.rows()
        assert row.body == made.api.posts[0]
        assert json.loads(row.body)["prompt"] == "a red boat"
        assert row.state is State.DONE
        assert made.build(ONE).report.results[0].outcome.ending is Ending.DONE
        assert len(made.api.posts) == 1
