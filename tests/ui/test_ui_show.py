"""One take in full."""

from decimal import Decimal

from plan_samples import frame, plan, print_of, replace, shot, url

from seedance_make.core.plan.model import Action, Want
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.storyboard.model import Origin
from seedance_make.ui.show import show_text

DOOR = shot("act1/door", "a")
WAVE = shot("wave", "A wave.", media={"first_frame_url": (frame("act1/door"),)}, takes=(2,))


def want_of(action: Action) -> Want:
    assert action.want
    return action.want


def test_the_model_is_told_where_the_storyboard_has_several() -> None:
    action = plan(DOOR, WAVE).actions[0]
    shown = show_text(
        want_of(action), estimate=None, folder="out", width=100, color=False, several_models=True
    )
    assert shown.splitlines()[1] == "model        seedance-2.0-mini"


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
