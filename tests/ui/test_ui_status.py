"""Where each take stands, what is in flight or blocked, and the film."""

from typing import Any

from plan_samples import CLIP_A, attempt, bought, clip_at, facts, frame, plan, print_of, shot

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.model import Options, Plan
from seedance_make.core.plan.take_statuses import open_attempts, take_statuses
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.ui.status import status_text

DOOR, KEPT, RUN, BAD = shot("act1/door", "a"), shot("kept", "k"), shot("run", "r"), shot("bad", "b")
WAVE = shot("wave", "A wave.", media={"first_frame_url": (frame("act1/door"),)}, takes=(2, 5))
UNKNOWN = attempt(
    BAD, State.UNKNOWN, id="feedbeef" + "0" * 24, message="timeout \x1b[2J after 120 s", request_id="req_9"
)
WORLD: dict[str, Any] = {
    "bought": {print_of(KEPT): bought(CLIP_A)},
    "outputs": {"kept.mp4": clip_at(CLIP_A)},
    "attempts": {
        print_of(RUN): attempt(RUN, submitted="2026-11-22T10:00:02Z", task_id="task_9"),
        print_of(BAD): UNKNOWN,
    },
}


def page(
    *shots: ResolvedShot, width: int = 120, color: bool = False, verbose: bool = False, **world: Any
) -> str:
    made: Plan = plan(*shots, **world)
    snapshot = facts(**world)
    takes = take_statuses(made, snapshot)
    return status_text(
        takes, open_attempts(made, snapshot, everything=True), width=width, color=color, verbose=verbose
    )


def test_status() -> None:
    assert (
        page(DOOR, WAVE, KEPT, RUN, BAD, width=130, **WORLD)
        == """\
act1/door  new      1 of 1  5 s          out/act1/door.mp4
wave@2     waiting  1 of 2  5 s          out/wave.mp4           waits for act1/door (buy)
wave@5     waiting  2 of 2  5 s          out/_takes/wave/5.mp4  waits for act1/door (buy)
kept       done     1 of 1  5 s  $0.487  out/kept.mp4
run        running  1 of 1  5 s  $0.487  out/run.mp4            paid, task task_9 is with another build
bad        blocked  1 of 1  5 s          out/bad.mp4
    nobody knows whether the request of 2026-11-22 10:00:00 was taken: resolve feedbeef

In flight:
  1a2b3c4d  run  submitted  task_9  2026-11-22 10:00:02

Blocked, since nobody knows whether the request was taken:
  bad: sent 2026-11-22 10:00:00, 5 s 720p, $0.487, request id req_9, timeout after 120 s
    seedance-make resolve feedbeef --task-id ID | --resubmit | --abandon
  look into your reAPI account for a task of that time: --task-id ID if it is there, --resubmit if it is not, --abandon to give it
  up

1 done · 1 new · 2 waiting · 1 running · 1 blocked
25 seconds of film in 5 shots; cost so far $0.974.
"""
    )


def test_what_is_pinned_and_what_is_chosen() -> None:
    pinned = shot("a", "a", pin=CLIP_A[:12])
    picked = shot("b", "b", takes=(1, 2), chosen=2, choice=True)
    pins: dict[str, Any] = {
        "pins": {CLIP_A[:12]: CLIP_A},
        "clip_purchases": {CLIP_A: bought(CLIP_A)},
        "outputs": {"a.mp4": clip_at(CLIP_A)},
    }
    assert page(pinned, picked, **pins) == (
        "a    done  1 of 1  5 s  $0.487  out/a.mp4           pinned\n"
        "b    new   1 of 2  5 s          out/_takes/b/1.mp4\n"
        "b@2  new   2 of 2  5 s          out/b.mp4           chosen\n"
        "\n"
        "1 done · 2 new\n"
        "10 seconds of film in 2 shots; cost so far $0.487.\n"
    )


def test_older_takes_have_cost_too() -> None:
    takes = take_statuses(plan(KEPT, **WORLD), facts(**WORLD))
    for cost, words in ((487, "$0.487."), (974, "$0.974, $0.487 of it for these takes."), (None, "$0.487.")):
        text = status_text(takes, (), width=120, color=False, cost=cost)
        assert text.endswith(f"5 seconds of film in 1 shot; cost so far {words}\n")
    text = status_text(takes, (UNKNOWN,), width=120, color=False, cost=974)
    assert text.endswith("spent, in flight or unknown so far: $0.974, $0.487 of it for these takes.\n")


def test_a_clip_that_was_paid_for_and_is_missing_is_not_in_flight() -> None:
    gone = attempt(KEPT, State.PAID_MISSING, task_id="task_7")
    assert page(KEPT, attempts={print_of(KEPT): gone}, committed=(gone,)) == (
        "kept  lost  1 of 1  5 s  $0.487  out/kept.mp4\n"
        "    paid, but its clip is missing (task task_7 is asked again); build --rebuy kept@1 buys it again\n"
        "\n"
        "1 lost\n"
        "5 seconds of film in 1 shot; cost so far $0.487.\n"
    )


def test_given_shots_narrow_the_attempts_too() -> None:
    rows = (attempt(RUN), UNKNOWN)
    made = plan(KEPT, RUN, BAD, ask=Options(only=frozenset({"bad"})), committed=rows)
    snapshot = facts(committed=rows)
    assert [a.shot for a in open_attempts(made, snapshot, everything=False)] == ["bad"]
    assert [a.shot for a in open_attempts(made, snapshot, everything=True)] == ["run", "bad"]


def test_beyond_forty_lines_folders_are_counted() -> None:
    crowd = [shot(f"act{n % 2 + 1}/s{n}", f"{n}") for n in range(1200)]
    kept = {print_of(crowd[0]): bought(CLIP_A)}
    world: dict[str, Any] = {"bought": kept, "outputs": {"act1/s0.mp4": clip_at(CLIP_A)}}
    assert page(*crowd, shot("end", "end"), **world) == (
        "act1/*  600 takes  1 done · 599 new  3,000 s  $0.487\n"
        "act2/*  600 takes  600 new           3,000 s  $0.000\n"
        "*          1 take  1 new                 5 s  $0.000\n"
        "-v lists every take.\n"
        "\n"
        "1 done · 1,200 new\n"
        "6,005 seconds of film in 1,201 shots; cost so far $0.487.\n"
    )
    assert page(*crowd, verbose=True, **world).count("\n") == 1203


def test_more_folders_than_fit_on_a_page_are_counted_too() -> None:
    lines = page(*(shot(f"act{n}/a", f"{n}") for n in range(50))).splitlines()
    assert lines[39:42] == [
        "act39/*  1 take  1 new  5 s  $0.000",
        "… and 10 more folders",
        "-v lists every take.",
    ]


def test_narrow_and_in_colour() -> None:
    assert page(WAVE, DOOR, width=30, color=True).splitlines()[:2] == [
        "wave@2     \x1b[36mwaiting\x1b[0m  1 of 2  5 s  out/wave.mp4",
        "    \x1b[2mwaits for act1/door (buy)\x1b[0m",
    ]


def test_long_names_lose_their_middle_and_leave_no_blank_lines() -> None:
    long = shot("x" * 200, "x")
    world: dict[str, Any] = {
        "bought": {print_of(long): bought(CLIP_A)},
        "outputs": {f"{'x' * 200}.mp4": clip_at(CLIP_A)},
    }
    lines = page(long, shot("y", "y"), width=60, **world).splitlines()
    assert [line[:36] for line in lines[:2]] == [
        "xxxxxxxxxx…xxxxxxxxx  done  1 of 1  ", "y                     new   1 of 1  ",
    ]  # fmt: skip
    assert lines[2:] == ["", "1 done · 1 new", "10 seconds of film in 2 shots; cost so far $0.487."]


def test_nothing() -> None:
    assert page() == "No shots.\n"
