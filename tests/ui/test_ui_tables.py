"""The small commands' tables, whole."""

from decimal import Decimal
from typing import Any

from plan_samples import CLIP_A, attempt, bought, clip_at, frame, plan, print_of, replace, shot, url

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.model import Action, Want
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.storyboard.model import Origin
from seedance_make.ui.tables import Check, balance_text, doctor_text, show_text, status_text

DOOR, KEPT, RUN, BAD = shot("act1/door", "a"), shot("kept", "k"), shot("run", "r"), shot("bad", "b")
WAVE = shot("wave", "A wave.", media={"first_frame_url": (frame("act1/door"),)}, takes=(2,))
WORLD: dict[str, Any] = {
    "bought": {print_of(KEPT): bought(CLIP_A)},
    "outputs": {"kept.mp4": clip_at(CLIP_A)},
    "attempts": {print_of(RUN): attempt(RUN), print_of(BAD): attempt(BAD, State.UNKNOWN)},
}
PLAN = plan(DOOR, WAVE, KEPT, RUN, BAD, **WORLD)
RUNNING = attempt(RUN, submitted="2026-11-22T10:00:02Z")
UNKNOWN = attempt(
    BAD, State.UNKNOWN, id="feedbeef" + "0" * 24, message="timeout \x1b[2J after 120 s", request_id="req_9"
)


def want_of(action: Action) -> Want:
    assert action.want
    return action.want


def test_status() -> None:
    assert (
        status_text(PLAN.actions, [RUNNING, UNKNOWN], width=120, color=False)
        == """\
act1/door  new
wave@2     waiting  waits for act1/door (buy)
kept       done
run        running  paid, task task_1 is with another build
bad        blocked  nobody knows whether the request of 2026-11-22T10:00:00Z was taken: resolve 1a2b3c4d

In flight:
  1a2b3c4d  run  submitted  task_1  2026-11-22T10:00:02Z

Blocked, since nobody knows whether the request was taken:
  bad: sent 2026-11-22T10:00:00Z, 5 s 720p, $0.487, request id req_9, timeout after 120 s
    seedance-make resolve feedbeef --task-id ID | --resubmit | --abandon
  look into your reAPI account for a task of that time: --task-id ID if it is there, --resubmit if it is not, --abandon
  to give it up

1 done · 1 new · 1 waiting · 1 running · 1 blocked
"""
    )


def test_status_of_nothing() -> None:
    assert status_text([], [], width=80, color=False) == "No shots.\n"


def test_status_narrow_and_in_colour() -> None:
    found = status_text(PLAN.actions[1:3], [], width=30, color=True).splitlines()
    assert found[:3] == [
        "wave@2  \x1b[36mwaiting\x1b[0m",
        "    \x1b[2mwaits for act1/door (buy)\x1b[0m",
        "kept    \x1b[32mdone   \x1b[0m",
    ]


def test_show() -> None:
    one = replace(
        WAVE,
        origins={"prompt": Origin(name="storyboard.yaml:12"), "duration": Origin(name="default")},
        remarks=("mara: with a first frame only her text is used",),
        note="golden hour",
    )
    action = plan(DOOR, one).actions[1]
    price = Estimate(
        credits=487, exact=True, billable_seconds=5, usd_per_second=Decimal("0.097375"), ceiling=487
    )
    assert (
        show_text(want_of(action), estimate=price, folder="out", width=100, color=False, action=action)
        == """\
wave@2
mode         i2v
fingerprint  not yet: needs the clip of act1/door
price        $0.487 (5 s × $0.097375)
output       out/wave.mp4
state        waiting: waits for act1/door (buy)
note         golden hour

request
  {
    "model": "seedance-2.0-mini",
    "prompt": "A wave.",
    "first_frame_url": {
      "shot": "act1/door",
      "frame": "last",
      "sha256": null
    },
    "aspect_ratio": "16:9",
    "duration": 5,
    "generate_audio": false,
    "nsfw_checker": true,
    "resolution": "720p",
    "web_search": false
  }

from
  prompt    storyboard.yaml:12
  duration  default

note: mara: with a first frame only her text is used
"""
    )


def test_show_keeps_the_body_exact_and_the_terminal_safe() -> None:
    one = shot(
        "x",
        'Says "é 猫" \u202e and \u2028 goes',
        media={"reference_video_urls": (url("https://x.io/v.mp4"),)},
    )
    least = Estimate(
        credits=297, exact=False, billable_seconds=5, usd_per_second=Decimal("0.059375"), ceiling=1188
    )
    found = show_text(want_of(plan(one).actions[0]), estimate=least, folder="out", width=100, color=False)
    assert '"prompt": "Says \\"é 猫\\" \\u202e and \\u2028 goes",\n' in found
    assert "price        at least $0.297 (5 s × $0.059375)\n" in found
    assert f"fingerprint  {print_of(one)}\n" in found


def test_show_without_a_price() -> None:
    found = show_text(want_of(plan(DOOR).actions[0]), estimate=None, folder="out", width=100, color=False)
    assert "price        no price in the table\n" in found


def test_balance() -> None:
    assert balance_text(12345) == "$12.345 (= 12,345 credits)\n"


def test_doctor() -> None:
    checks = [
        Check(name="API key", good=True, text="from REAPI_API_KEY"),
        Check(name="store", good=False, text="/x is read-only\x1b[2J", help="set SEEDANCE_MAKE_HOME"),
        Check(name="keyring", good=None, text="not installed"),
    ]
    assert (
        doctor_text(checks, width=80, color=False)
        == """\
ok   API key  from REAPI_API_KEY
BAD  store    /x is read-only
              set SEEDANCE_MAKE_HOME
--   keyring  not installed

1 check to put right.
"""
    )
    assert doctor_text(checks[:1], width=80, color=False).endswith(
        "\nEverything that a build needs is there.\n"
    )


def test_long_names_lose_their_middle_and_leave_no_blank_lines() -> None:
    long = shot("x" * 200, "x")
    found = plan(
        long,
        shot("y", "y"),
        bought={print_of(long): bought(CLIP_A)},
        outputs={"x" * 200 + ".mp4": clip_at(CLIP_A)},
    )
    lines = status_text(found.actions, [], width=60, color=False).splitlines()
    assert lines == ["xxxxxxxxxx…xxxxxxxxx  done", "y                     new", "", "1 done · 1 new"]
