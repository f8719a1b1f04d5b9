"""The end of a build as a person reads it."""

from collections.abc import Sequence
from typing import Any

import pytest
from plan_samples import CLIP_A, attempt, bought, clip_at, frame, plan, print_of, shot

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.attempt.states import State
from seedance_make.core.errors import Exit
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result
from seedance_make.ui.plan.summary import NextCommands, summary_text

DOOR = shot("act1/door", "a", duration=6)
WAVE = shot("wave", "w", takes=(1, 2))
RUN, KEPT, BACK = shot("run", "r"), shot("kept", "k"), shot("back", "b")
AFTER = shot("after", "z", media={"first_frame_url": (frame("act1/door"),)})
WORLD: dict[str, Any] = {
    "bought": {print_of(KEPT): bought(CLIP_A), print_of(BACK): bought("c" * 64)},
    "at_hand": frozenset({CLIP_A, "c" * 64}),
    "outputs": {"kept.mp4": clip_at(CLIP_A)},
    "attempts": {print_of(RUN): attempt(RUN)},
}
PLAN = plan(DOOR, WAVE, RUN, KEPT, BACK, AFTER, **WORLD)


def page(
    found: Plan = PLAN,
    results: Sequence[tuple[str, int, Ending, dict[str, Any]]] = (),
    spent: int = 0,
    real: int | None = None,
    *,
    causes: bool = False,
    **values: Any,
) -> str:
    by_name = {(a.shot, a.take): a for a in found.actions}
    ends = tuple(
        Result(action=by_name[n, t], outcome=Outcome(ending=e, **facts)) for n, t, e, facts in results
    )
    report = BuildReport(plan=found, results=ends, spent=spent, **values)
    commands = NextCommands(
        again="seedance-make build", pick=("seedance-make -C film pick", " --profile final")
    )
    return summary_text(report, commands=commands, width=100, color=False, real=real, causes=causes)


def test_what_was_bought_where_it_is_and_what_to_do() -> None:
    flagged = ApiFault(code="80007", http=None, message="flagged image", request_id="req_1")
    found = page(
        results=[
            ("act1/door", 1, Ending.DONE, {"credits": 600, "sha256": CLIP_A}),
            ("wave", 1, Ending.FAILED, {"fault": flagged, "text": "flagged image; refunded"}),
            ("wave", 2, Ending.BLOCKED, {"attempt": "1a2b3c4d", "text": "nobody knows (reset)"}),
            ("run", 1, Ending.PENDING, {"task_id": "task_1"}),
            ("back", 1, Ending.DONE, {}),
            ("after", 1, Ending.SKIPPED, {"text": "not tried: --fail-fast"}),
        ],
        spent=1087,
    )
    assert (
        found
        == """\
1 take bought, 1 restored, 1 in place already, in out/.
Spent $1.087 (= 1,087 credits); what was bought was estimated at $0.585.

Failed: wave: change the prompt or the media that was flagged; a failed task is refunded (request id
req_1).
Blocked: wave@2.
  seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon
Look into your reAPI account for a task of that time: --task-id ID if it is there, --resubmit if it
is not, --abandon to give it up.
Still running at the API: run.
Not built: after: not tried: --fail-fast

Next: seedance-make build
"""
    )


def test_a_clip_that_was_paid_before_is_no_purchase() -> None:
    found = page(plan(RUN, **WORLD), results=[("run", 1, Ending.DONE, {"credits": 487})])
    assert found == "1 take brought home, paid before, in out/.\n"


def test_the_estimate_is_said_only_where_it_differs() -> None:
    ends: list[tuple[str, int, Ending, dict[str, Any]]] = [("act1/door", 1, Ending.DONE, {"credits": 585})]
    assert page(plan(DOOR), ends, spent=585) == "1 take bought, in out/.\nSpent $0.585 (= 585 credits).\n"


def test_however_many_were_bought_one_line_does() -> None:
    found = plan(*(shot(f"s{n}", f"p{n}") for n in range(30)))
    ends = [(f"s{n}", 1, Ending.DONE, {"credits": 487}) for n in range(30)]
    assert page(found, ends, spent=14610) == "30 takes bought, in out/.\nSpent $14.610 (= 14,610 credits).\n"


def test_nothing_to_do() -> None:
    assert page(plan(KEPT, **WORLD)) == "1 in place already.\n\nNothing to do.\n"


def test_an_interrupted_build_says_how_to_go_on() -> None:
    found = page(interrupted=True, results=[("run", 1, Ending.PENDING, {"task_id": "task_1"})])
    assert found == (
        "1 in place already.\n\n"
        "Still running at the API: run.\n"
        "Not built: act1/door, wave, wave@2, back: not begun\n"
        "Not built: after: waits for act1/door (buy)\n\n"
        "Interrupted. What is in flight is kept; go on with: seedance-make build\n"
    )


def test_skipped_takes_are_told_by_reason() -> None:
    ends: list[tuple[str, int, Ending, dict[str, Any]]] = [
        (n, t, Ending.SKIPPED, {"text": "the cap", "status": Exit.REFUSED})
        for n, t in [("act1/door", 1), ("wave", 1), ("wave", 2)]
    ]
    assert page(plan(DOOR, WAVE), ends) == (
        "Not built: act1/door, wave, wave@2: the cap\n\nNext: seedance-make build\n"
    )


def test_failures_are_told_by_their_way_out_and_what_cannot_help_is_not_said() -> None:
    flagged = ApiFault(code="80007", http=None, message="no")
    both: list[tuple[str, int, Ending, dict[str, Any]]] = [
        ("act1/door", 1, Ending.FAILED, {"fault": flagged}), ("run", 1, Ending.FAILED, {"fault": flagged}),
    ]  # fmt: skip
    change = "change the prompt or the media that was flagged; a failed task is refunded"
    assert (
        page(plan(DOOR, RUN), both) == f"Failed: act1/door, run: {change}.\n"
    )  # the same again would not help
    down = ApiFault(code="60099", http=None, message="no")
    assert page(plan(DOOR, RUN), [both[0], ("run", 1, Ending.FAILED, {"fault": down})]) == (
        f"Failed: act1/door: {change}.\n"
        "Failed: run: nothing is charged; run the same build again later.\n\n"
        "Next: seedance-make build\n"
    )


def test_without_a_terminal_each_failure_has_its_cause() -> None:
    """Nobody may have read the lines that went before: a report stands for itself."""
    flagged = ApiFault(code="80007", http=None, message="nudity \x1b[2J<b>")
    ends: list[tuple[str, int, Ending, dict[str, Any]]] = [
        ("act1/door", 1, Ending.FAILED, {"fault": flagged}),
        ("run", 1, Ending.BLOCKED, {"text": "nobody knows whether it was taken", "attempt": "1a2b3c4d"}),
    ]
    assert page(plan(DOOR, RUN), ends, causes=True).startswith(
        "Failed: act1/door: change the prompt or the media that was flagged; a failed task is refunded.\n"
        "  act1/door: the video model refused the content (80007): nudity <b>\n"
        "Blocked: run.\n"
        "  run: nobody knows whether it was taken\n"
        "  seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon\n"
    )
    many = plan(*(shot(f"s{n}", f"p{n}") for n in range(12)))
    same: list[tuple[str, int, Ending, dict[str, Any]]] = [
        (f"s{n}", 1, Ending.FAILED, {"fault": flagged}) for n in range(12)
    ]
    assert "  … and 2 more takes; log says each\n" in page(many, same, causes=True)


def test_takes_to_choose_from_are_what_comes_next() -> None:
    two = shot("act1/look", takes=(1, 3), choice=False)
    later = shot("later", media={"first_frame_url": (frame("act1/look"),)})
    ends: list[tuple[str, int, Ending, dict[str, Any]]] = [
        ("act1/look", 1, Ending.DONE, {"credits": 487}),
        ("act1/look", 3, Ending.DONE, {"credits": 487}),
        ("later", 1, Ending.SKIPPED, {"text": "waits for a choice"}),
    ]
    assert page(plan(two, later), ends) == (
        "2 takes bought, in out/.\n\n"
        "Not built: later: waits for a choice\n\n"
        "Next: seedance-make -C film pick act1/look 1|3 --profile final\n"
    )
    many = [shot(f"s{n}", f"{n}", takes=(1, 2), choice=False) for n in range(7)]
    all_done = [(f"s{n}", take, Ending.DONE, {"credits": 487}) for n in range(7) for take in (1, 2)]
    assert page(plan(*many), all_done).splitlines()[-2:] == [
        "Next: seedance-make -C film pick s4 1|2 --profile final", "… and 2 more shots with takes to choose from",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("real", "cost"),
    [(None, "$0.585 (= 585 credits)"), (0, "$0.000 (= 0 credits)"), (4000, "$4.000 (= 4,000 credits)")],
)
def test_a_simulated_build_says_that_nothing_was_sent(real: int | None, cost: str) -> None:
    found = page(
        plan(DOOR, origin="simulator"),
        [("act1/door", 1, Ending.DONE, {"credits": 585})],
        spent=585,
        real=real,
    )
    assert found.endswith(
        f"\nSimulated: nothing was sent and nothing was spent. For real it would cost {cost}.\n"
    )
    assert "Spent" not in found


def test_a_failure_of_ours_has_no_way_out_of_the_api_s() -> None:
    ends: list[tuple[str, int, Ending, dict[str, Any]]] = [
        ("act1/door", 1, Ending.FAILED, {"text": "the disk is full", "status": Exit.STORE})
    ]
    assert page(plan(DOOR), ends) == "Failed: act1/door.\n\nNext: seedance-make build\n"


def test_blocked_takes_that_the_plan_knew_of() -> None:
    found = page(plan(DOOR, attempts={print_of(DOOR): attempt(DOOR, State.UNKNOWN)}))
    assert found.startswith("""\
Blocked: act1/door.
  nobody knows whether the request of 2026-11-22 10:00:00 was taken: resolve 1a2b3c4d
  seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon
""")


def test_nothing_of_the_server_steers_the_terminal() -> None:
    evil = "\x1b]0;t\x07\x9b2J\u202ex"
    fault = ApiFault(code=evil, http=None, message=evil, request_id=evil)
    found = page(results=[
        ("act1/door", 1, Ending.FAILED, {"fault": fault, "text": evil}),
        ("wave", 1, Ending.PENDING, {"task_id": evil}),
        ("wave", 2, Ending.SKIPPED, {"text": evil}),
        ("run", 1, Ending.BLOCKED, {"text": evil}),
    ])  # fmt: skip
    assert not set(found) & set("\x1b\x07\x9b\u202e")
