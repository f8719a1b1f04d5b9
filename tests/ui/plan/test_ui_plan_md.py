"""The plan as a comment on a pull request: whole, and proof against its writers."""

from datetime import date
from typing import Any

import pytest
from plan_samples import CLIP_A, attempt, bought, clip_at, document_of, frame, plan, print_of, replace, shot

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.model import Plan
from seedance_make.core.request.changes import Change
from seedance_make.ui.plan.markdown import md, plan_md

DOOR = shot("act1/door", "Mara opens the old door.", duration=6)
WAVE = shot("act1/wave", "A wave.", media={"first_frame_url": (frame("act1/door"),)})
KEPT = shot("kept", "k")
BAD = shot("bad", "b")


def page(found: Plan, cap: int | None = None, today: date = date(2026, 8, 1), **values: Any) -> str:
    return plan_md(found, cap=cap, today=today, command="seedance-make build", **values)


def test_a_comment_in_full() -> None:
    old = replace(DOOR, prompt="Mara opens a door.", scalars={**DOOR.scalars, "duration": 5})
    found = plan(
        DOOR, WAVE, KEPT, BAD,
        bought={print_of(KEPT): bought(CLIP_A)},
        outputs={"kept.mp4": clip_at(CLIP_A)},
        attempts={print_of(BAD): attempt(BAD, State.UNKNOWN)},
        previous={("act1/door", 1): document_of(old)},
    )  # fmt: skip
    assert (
        page(found, cap=1000, today=date(2026, 11, 22))
        == """\
### 2 takes to buy for $1.072 (= 1,072 credits)

| | shot | mode | length | resolution | price | why |
|---|---|---|---:|---|---:|---|
| buy | **act1/door** | t2v | 6 s | 720p | $0.585 | changed: duration, prompt |
| wait | **act1/wave** | i2v | 5 s | 720p | $0.487 | waits for act1/door (buy) |

keep 1

- blocked **bad**: nobody knows whether the request of 2026-11-22T10:00:00Z was taken: resolve 1a2b3c4d
  - `seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon`

> [!WARNING]
> - The cap of \\$1.000 breaks by \\$0.072: a build would send nothing. What fits, in order: act1/door.
> - Prices of 2026-07-23, 122 days old: check that they still hold.

<details><summary>What changed in 1 take</summary>

- **act1/door**
  - duration: 5 → 6
  - prompt: Mara opens <del>a</del><ins>the old</ins> door.

</details>

11 seconds of film; prices of 2026-07-23, 122 days old: check that they still hold. To do it: `seedance-make build`
"""
    )


def test_nothing_to_do() -> None:
    found = plan(KEPT, bought={print_of(KEPT): bought(CLIP_A)}, outputs={"kept.mp4": clip_at(CLIP_A)})
    assert page(found) == "### Nothing to do\n\nkeep 1\n"


def test_something_to_do_and_nothing_to_buy() -> None:
    found = plan(KEPT, bought={print_of(KEPT): bought(CLIP_A)}, at_hand=frozenset({CLIP_A}))
    assert page(found) == "### Nothing to buy\n\nrestore 1\n\nTo do it: `seedance-make build`\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a | b", "a \\| b"),
        ("a\nb\r\n# c", "a b # c"),
        ("`x`", "\\`x\\`"),
        ("<script>&amp;</script>", "&lt;script&gt;&amp;amp;&lt;/script&gt;"),
        ("<!-- x", "&lt;\\!-- x"),
        ("@octocat, @org/team", "@\u200boctocat, @\u200borg/team"),
        ("me@x.io and shot@2", "me@x.io and shot@2"),
        ("#12 org/repo#3", "#\u200b12 org/repo#\u200b3"),
        ("[x](https://x.io)", "\\[x\\](https://x.io)"),
        ("![x](y)", "\\!\\[x\\](y)"),
        ("**b** _i_ ~~s~~", "\\*\\*b\\*\\* \\_i\\_ \\~\\~s\\~\\~"),
        ("$x$ {y}", "\\$x\\$ \\{y\\}"),
        ("a\\|b", "a\\\\\\|b"),
        ("\x1b[31mred\x07\u202e", "red"),
    ],
)
def test_foreign_text_is_shown_as_it_is(text: str, shown: str) -> None:
    assert md(text) == shown


def test_a_prompt_cannot_leave_its_place() -> None:
    evil = "</details>\n\n| x | @octocat `y` <img src=x onerror=alert(1)> ```\n# head"
    changed = (Change(field="prompt", old="a", new=evil), Change(field="model", old="x", new="`|`"))
    found = plan(DOOR)
    action = replace(found.actions[0], changed=changed, reason=f"changed: {evil}")
    text = page(replace(found, actions=(action,)))
    assert text.count("</details>") == 1
    assert "<img" not in text
    assert "@octocat" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len(rows) == 2
    assert "\n# head" not in text


def test_a_huge_plan_stays_under_what_github_takes() -> None:
    shots = [shot(f"s{n}", f"p{n}") for n in range(100)]
    found = plan(*shots)
    changed = (Change(field="prompt", old="a", new=" ".join(f"word{n}" for n in range(300))),)
    text = page(replace(found, actions=tuple(replace(a, changed=changed) for a in found.actions)))
    assert len(text) < 65_536
    assert "… and more: see `seedance-make plan`" in text
