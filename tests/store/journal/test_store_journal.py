"""What every journal does, on disk and in memory."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from store_samples import FP, T0, T1, T2, T3, FakeGuard, attempt

from seedance_make.core.attempt.states import LIVE, STEPS, Attempt, State
from seedance_make.core.errors import RefusedError
from seedance_make.core.ports.journal import Journal
from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.journal.rows import COLUMNS, FACTS

S = State
WAYS = {
    S.INTENT: [],
    S.SUBMITTED: [S.SUBMITTED],
    S.COMPLETED: [S.SUBMITTED, S.COMPLETED],
    S.VERIFIED: [S.SUBMITTED, S.COMPLETED, S.VERIFIED],
    S.DONE: [S.SUBMITTED, S.COMPLETED, S.VERIFIED, S.DONE],
    S.NOT_SENT: [S.NOT_SENT],
    S.REJECTED: [S.REJECTED],
    S.UNKNOWN: [S.UNKNOWN],
    S.FAILED: [S.SUBMITTED, S.FAILED],
    S.PAID_MISSING: [S.SUBMITTED, S.PAID_MISSING],
    S.ABANDONED: [S.UNKNOWN, S.ABANDONED],
    S.RELEASED: [S.UNKNOWN, S.RELEASED],
}


@pytest.fixture(params=["disk", "memory"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqliteJournal]:
    made = (
        SqliteJournal(tmp_path / "home/journal.db") if request.param == "disk" else SqliteJournal.in_memory()
    )
    with made:
        yield made


def brought_to(journal: SqliteJournal, state: State, **changes: object) -> Attempt:
    """An attempt that went the way to that state."""
    row = journal.intend(attempt(**changes), None)
    for step in WAYS[state]:
        row = journal.record(row.id, step, T1)
    return row


def test_it_is_a_journal(journal: SqliteJournal) -> None:
    port: Journal = journal
    assert port.rows() == ()


def test_an_intent_comes_back_as_it_went_in(journal: SqliteJournal) -> None:
    whole = attempt(
        profile="draft", exact=False, task_id="t", request_id="r", urls=("https://a", "https://b"), charged=3,
        artifacts=(Artifact(sha256="a" * 64, size=7),), code="1", message="m", answer=b"\xff\x00", submitted=T1,
        ended=T2, body=b"\x00\xff", shot="ü", created=T3, approval="d" * 64,
    )  # fmt: skip
    assert all(getattr(whole, field.name) not in {None, ()} for field in fields(Attempt))
    assert journal.intend(whole, None) == whole
    assert journal.get(whole.id) == whole
    assert journal.rows() == (whole,)


@pytest.mark.parametrize("state", [*sorted(LIVE), S.DONE, S.ABANDONED])
def test_what_was_or_may_have_been_paid_stands_in_the_way(journal: SqliteJournal, state: State) -> None:
    standing = brought_to(journal, state)

    guard = FakeGuard(objection=AssertionError("nothing is to be bought"))
    assert journal.intend(attempt(created="2026-01-01T00:00:00Z"), guard) == standing
    assert journal.intend(attempt(created="2036-01-01T00:00:00Z"), guard) == standing
    assert journal.rows() == (standing,)


@pytest.mark.parametrize("state", [S.NOT_SENT, S.REJECTED, S.FAILED, S.RELEASED])
def test_what_cost_nothing_does_not(journal: SqliteJournal, state: State) -> None:
    old, new = brought_to(journal, state), attempt()
    assert journal.intend(new, None) == new
    assert journal.rows() == (old, new)


@pytest.mark.parametrize("changes", [{"origin": "loopback"}, {"fingerprint": "e" * 64}])
def test_another_origin_or_fingerprint_is_another_purchase(
    journal: SqliteJournal, changes: dict[str, str]
) -> None:
    brought_to(journal, S.DONE)
    new = attempt(**changes)
    assert journal.intend(new, None) == new


def test_a_live_row_stands_before_a_done_one(journal: SqliteJournal) -> None:
    done = brought_to(journal, S.DONE)
    journal.record(done.id, S.PAID_MISSING, T2)
    journal.record(done.id, S.RELEASED, T2)
    again = brought_to(journal, S.SUBMITTED)
    assert journal.intend(attempt(), None) == again
    assert journal.latest("reapi.ai", [FP]) == {FP: again}


def test_the_guard_sees_every_row_of_the_origin_in_order(journal: SqliteJournal) -> None:
    rows = [brought_to(journal, state, fingerprint=f"{n:064x}") for n, state in enumerate(S)]
    brought_to(journal, S.DONE, origin="loopback")
    guard = FakeGuard()
    journal.intend(attempt(), guard)
    assert guard.shown == [rows]


def test_after_that_the_guard_sees_what_has_changed_alone(tmp_path: Path) -> None:
    guard, path = FakeGuard(), tmp_path / "home/journal.db"
    with SqliteJournal(path) as journal, SqliteJournal(path) as another:
        rows = [brought_to(journal, S.SUBMITTED, fingerprint=f"{n:064x}") for n in range(100)]
        first = journal.intend(attempt(fingerprint="a" * 64), guard)
        journal.intend(attempt(fingerprint="b" * 64), guard)
        theirs = another.record(rows[40].id, S.COMPLETED, T2)
        new = another.intend(attempt(fingerprint="d" * 64), None)
        another.record(brought_to(another, S.SUBMITTED, origin="loopback").id, S.FAILED, T2)
        journal.intend(attempt(fingerprint="e" * 64), guard)
    second = journal.rows()[-4]
    assert guard.shown == [rows, [first], [theirs, second, new]]


def test_a_guard_that_refuses_leaves_nothing(journal: SqliteJournal) -> None:
    refuse = FakeGuard(objection=RefusedError("over the cap"))
    with pytest.raises(RefusedError, match="over the cap"):
        journal.intend(attempt(), refuse)
    assert journal.rows() == ()
    assert journal.intend(attempt(), None).state is S.INTENT


@pytest.mark.parametrize("state", sorted(set(S) - {S.INTENT, S.PAID_MISSING, S.SUBMITTED}))
def test_an_attempt_begins_as_an_intent(journal: SqliteJournal, state: State) -> None:
    with pytest.raises(ValueError, match=f"an attempt begins as INTENT, not {state}"):
        journal.intend(attempt(state=state), None)


@pytest.mark.parametrize("before", list(S))
@pytest.mark.parametrize("after", list(S))
def test_only_the_steps_of_the_state_machine_are_taken(
    journal: SqliteJournal, before: State, after: State
) -> None:
    row = brought_to(journal, before)
    if after in STEPS[before]:
        assert journal.record(row.id, after, T2).state is after
    else:
        with pytest.raises(ValueError, match=f"attempt {row.short} cannot go from {before} to {after}"):
            journal.record(row.id, after, T2)
        assert journal.get(row.id) == row


def test_facts_are_kept_and_others_left_alone(journal: SqliteJournal) -> None:
    row = journal.intend(attempt(), None)
    sent = journal.record(row.id, S.SUBMITTED, T1, task_id="task_9", request_id="req_1")
    assert sent == replace(row, state=S.SUBMITTED, submitted=T1, task_id="task_9", request_id="req_1")
    made = journal.record(row.id, S.COMPLETED, T2, urls=("https://x/0.mp4", "https://x/1.mp4"), charged=480)
    assert made == replace(sent, state=S.COMPLETED, urls=("https://x/0.mp4", "https://x/1.mp4"), charged=480)
    kept = (Artifact(sha256="a" * 64, size=3), Artifact(sha256="b" * 64, size=4))
    journal.record(row.id, S.VERIFIED, T2, artifacts=kept)
    done = journal.record(row.id, S.DONE, T3)
    assert done == replace(made, state=S.DONE, artifacts=kept, ended=T3)


def test_times_can_be_told_otherwise_and_what_lives_again_has_not_ended(journal: SqliteJournal) -> None:
    row = brought_to(journal, S.ABANDONED)
    assert (row.submitted, row.ended) == (None, T1)
    back = journal.record(row.id, S.SUBMITTED, T2, submitted=T0, task_id="t")
    assert (back.submitted, back.ended) == (T0, None)
    assert journal.record(row.id, S.FAILED, T3, ended=T2).ended == T2


@pytest.mark.parametrize("name", [*sorted(set(COLUMNS) - FACTS), "colour"])
def test_a_fact_that_was_fixed_at_the_start_is_refused(journal: SqliteJournal, name: str) -> None:
    row = journal.intend(attempt(), None)
    if name == "state":
        return  # the step itself
    with pytest.raises(ValueError, match=f"a step brings no {name}"):
        journal.record(row.id, S.SUBMITTED, T1, **{name: "x"})
    assert journal.get(row.id) == row


def test_an_unknown_attempt_is_a_bug(journal: SqliteJournal) -> None:
    with pytest.raises(ValueError, match="no attempt abc"):
        journal.record("abc", S.SUBMITTED, T1)
    assert journal.get("abc") is None


def test_every_step_is_remembered_with_its_facts(journal: SqliteJournal) -> None:
    row = journal.intend(attempt(owner="a" * 32), None)
    journal.record(row.id, S.UNKNOWN, T1, answer=b"<html>\xff", message="read timeout")
    journal.record(row.id, S.SUBMITTED, T2, task_id="t", urls=("u",))
    journal.adopt(row.id, from_owner="a" * 32, to_owner="b" * 32, at=T3)
    assert journal.steps(row.id) == (
        {"at": T0, "from": None, "to": "INTENT", "facts": {}},
        {
            "at": T1,
            "from": "INTENT",
            "to": "UNKNOWN",
            "facts": {"answer": "PGh0bWw+/w==", "message": "read timeout"},
        },
        {"at": T2, "from": "UNKNOWN", "to": "SUBMITTED", "facts": {"task_id": "t", "urls": ["u"]}},
        {"at": T3, "from": "SUBMITTED", "to": "SUBMITTED", "facts": {"owner": "b" * 32}},
    )


@pytest.mark.parametrize("state", list(S))
def test_adopting(journal: SqliteJournal, state: State) -> None:
    row = brought_to(journal, state)
    adopted = journal.adopt(row.id, from_owner=row.owner, to_owner="2" * 32, at=T2)
    if state is S.INTENT:
        assert adopted == replace(row, owner="2" * 32, state=S.UNKNOWN)
    elif state in LIVE:
        assert adopted == replace(row, owner="2" * 32)
    else:
        assert adopted == row
    assert journal.get(row.id) == adopted


def test_a_rescued_id_makes_an_intent_a_task(journal: SqliteJournal) -> None:
    row = brought_to(journal, S.INTENT)
    adopted = journal.adopt(row.id, from_owner=row.owner, to_owner="2" * 32, at=T2, rescued="task_9")
    assert adopted == replace(row, owner="2" * 32, state=S.SUBMITTED, task_id="task_9", submitted=T2)
    assert journal.get(row.id) == adopted
    assert journal.steps(row.id)[-1] == {
        "at": T2,
        "from": "INTENT",
        "to": "SUBMITTED",
        "facts": {"owner": "2" * 32, "task_id": "task_9", "submitted": T2},
    }


@pytest.mark.parametrize("state", list(S))
def test_a_clip_that_is_lost_is_taken_over_once(journal: SqliteJournal, state: State) -> None:
    row = brought_to(journal, state)
    adopted = journal.adopt(row.id, from_owner=row.owner, to_owner="2" * 32, at=T2, missing="bytes are gone")
    if state is S.DONE:
        lost = replace(row, owner="2" * 32, state=S.PAID_MISSING, message="bytes are gone", ended=None)
        assert adopted == lost
        late = journal.adopt(row.id, from_owner=row.owner, to_owner="3" * 32, at=T2, missing="bytes are gone")
        assert late == lost
    else:
        assert adopted.state is (S.UNKNOWN if state is S.INTENT else state)
        assert adopted.message is None


def test_a_purchase_that_only_the_lock_file_remembers_is_live(journal: SqliteJournal) -> None:
    lost = journal.intend(attempt(state=S.PAID_MISSING, task_id="task_1"), None)
    assert journal.steps(lost.id) == ({"at": T0, "from": None, "to": "PAID_MISSING", "facts": {}},)
    assert journal.intend(attempt(), None) == lost


def test_who_comes_late_to_adopt_changes_nothing(journal: SqliteJournal) -> None:
    row = brought_to(journal, S.SUBMITTED)
    first = journal.adopt(row.id, from_owner=row.owner, to_owner="2" * 32, at=T2)
    assert journal.adopt(row.id, from_owner=row.owner, to_owner="3" * 32, at=T2) == first
    assert len(journal.steps(row.id)) == 3


def test_the_row_that_decides(journal: SqliteJournal) -> None:
    fps = [f"{n:064x}" for n in range(5)]
    brought_to(journal, S.FAILED, fingerprint=fps[0])
    newest = brought_to(journal, S.REJECTED, fingerprint=fps[0])
    brought_to(journal, S.NOT_SENT, fingerprint=fps[1])
    done = brought_to(journal, S.DONE, fingerprint=fps[1])
    brought_to(journal, S.FAILED, fingerprint=fps[2])
    live = brought_to(journal, S.UNKNOWN, fingerprint=fps[2])
    brought_to(journal, S.DONE, fingerprint=fps[3], origin="loopback")
    brought_to(journal, S.DONE, fingerprint=fps[4])
    assert journal.latest("reapi.ai", fps[:4]) == {fps[0]: newest, fps[1]: done, fps[2]: live}
    assert journal.latest("reapi.ai", iter([])) == {}


def test_latest_answers_a_thousand_fingerprints(journal: SqliteJournal) -> None:
    rows = [journal.intend(attempt(fingerprint=f"{n:064x}"), None) for n in range(40)]
    asked = (f"{n:064x}" for n in range(20, 5_000))
    assert journal.latest("reapi.ai", asked) == {row.fingerprint: row for row in rows[20:]}


def test_rows_are_narrowed(journal: SqliteJournal) -> None:
    a = brought_to(journal, S.DONE, fingerprint="a" * 64)
    b = brought_to(journal, S.UNKNOWN, fingerprint="b" * 64, project="/other")
    c = brought_to(journal, S.UNKNOWN, fingerprint="c" * 64, origin="loopback")
    assert journal.rows() == (a, b, c)
    assert journal.rows(origin="reapi.ai") == (a, b)
    assert journal.rows(project="/other") == (b,)
    assert journal.rows(states=iter([S.UNKNOWN])) == (b, c)
    assert journal.rows(states=[]) == ()
    assert journal.rows(origin="reapi.ai", project="/other", states={S.UNKNOWN, S.DONE}) == (b,)


def test_how_long_tasks_took(journal: SqliteJournal) -> None:
    def task(n: int, sent: str, made: str, **changes: object) -> Attempt:
        row = journal.intend(attempt(fingerprint=f"{n:064x}", **changes), None)
        journal.record(row.id, S.SUBMITTED, sent)
        if changes.get("owner") == "adopted":
            journal.adopt(row.id, from_owner="adopted", to_owner="x", at=sent)
        return journal.record(row.id, S.COMPLETED, made)

    first = task(1, T0, T1)
    journal.record(first.id, S.COMPLETED, T3)
    task(2, "2026-11-22T10:00:00.250Z", "2026-11-22T10:00:30.750Z")
    task(3, T1, T0)  # the clock was put back
    task(4, T0, T3, owner="adopted")  # ended while nobody looked
    task(5, T0, T3, duration=6)
    task(6, T0, T3, origin="loopback")
    unknown = brought_to(journal, S.UNKNOWN)  # its submission was told by a person
    journal.record(unknown.id, S.SUBMITTED, T1)
    journal.record(unknown.id, S.COMPLETED, T2)
    kind: dict[str, Any] = {
        "origin": "reapi.ai",
        "model": "seedance-2.0-mini",
        "resolution": "720p",
        "duration": 5,
    }
    assert journal.durations(**kind) == (30.5, 60.0)
    assert journal.durations(**kind, limit=2) == (30.5,)
    assert journal.durations(**{**kind, "model": "other"}) == ()


def test_threads_take_turns(journal: SqliteJournal) -> None:
    with ThreadPoolExecutor(8) as pool:
        rows = list(pool.map(lambda _: journal.intend(attempt(), None), range(40)))
    assert len({row.id for row in rows}) == 1
    assert journal.rows() == (rows[0],)


def test_the_schema_and_the_code_agree(journal: SqliteJournal) -> None:
    journal.intend(attempt(), None)
    with journal._opened() as connection:
        assert connection is not None
        columns = [row[1] for row in connection.execute("PRAGMA table_info(attempts)")]
        (index,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'one_live'").fetchone()
        (table,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'attempts'").fetchone()
    assert columns == ["seq", *COLUMNS]
    assert set(index.split("'")[1::2]) == set(LIVE)
    assert set(table.split("'")[1::2]) == set(State)


def test_the_ways_of_this_test_are_steps() -> None:
    for way in WAYS.values():
        assert all(after in STEPS[before] for before, after in pairwise([S.INTENT, *way]))


Reader = Callable[[SqliteJournal], object]


@pytest.mark.parametrize(
    "ask",
    [
        lambda j: j.rows(),
        lambda j: j.latest("reapi.ai", [FP]),
        lambda j: j.get("a"),
        lambda j: j.steps("a"),
        lambda j: j.durations(origin="o", model="m", resolution="r", duration=5),
    ],
)
def test_reading_where_no_journal_is_finds_nothing_and_makes_nothing(tmp_path: Path, ask: Reader) -> None:
    with SqliteJournal(tmp_path / "home/journal.db") as journal:
        assert not ask(journal)
    assert list(tmp_path.iterdir()) == []


def test_a_reader_sees_a_journal_that_came_after_it(tmp_path: Path) -> None:
    reader, writer = (SqliteJournal(tmp_path / "journal.db") for _ in range(2))
    assert reader.rows() == ()
    row = writer.intend(attempt(), None)
    assert reader.rows() == (row,)
    reader.close()
    writer.close()
    assert reader.rows() == (row,)
