"""The plan as a comment on a pull request: read in ten seconds, and proof against its writers."""

import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token
from plan_samples import (
    CLIP_A,
    HERE,
    TABLE,
    attempt,
    bought,
    clip_at,
    document_of,
    headroom,
    plan,
    print_of,
    replace,
    shot,
)

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.model import Plan
from seedance_make.core.request.changes import Change
from seedance_make.core.request.storyboard_diff import Difference, requests_of, storyboard_differences
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.ui.plan.markdown import Comparison, Subject, marker, plan_md

COMMIT, BASE = "1a2b3c4d5e" + "0" * 30, "f00dfeed00" + "0" * 30
FILM = Subject(project="films/harbour/storyboard.yaml", commit=COMMIT)
DOOR = shot("act1/door", "Mara opens the old door.", duration=6)
GULL = shot("gull", "A gull.")
KEPT = shot("kept", "k")
MOST = 65_000
GFM = MarkdownIt("gfm-like")


def against(
    old: tuple[ResolvedShot, ...], new: tuple[ResolvedShot, ...], revision: str = "main"
) -> Comparison:
    found = storyboard_differences(requests_of(old, {}), requests_of(new, {}), TABLE, {})
    return Comparison(revision=revision, commit=BASE, differences=tuple(found))


def page(
    found: Plan,
    other: Comparison | None = None,
    subject: Subject = FILM,
    cap: int | None = None,
    **given: Any,
) -> str:
    values: dict[str, Any] = {"today": date(2026, 8, 1), "command": "seedance-make build"} | given
    return plan_md(found, subject, against=other, headroom=headroom(found, cap), **values)


def outside(text: str) -> list[Token]:
    """All that a reader of GitHub's Markdown takes for something else than code."""
    tokens = [t for block in GFM.parse(text) for t in (block, *(block.children or ()))]
    return [t for t in tokens if t.type not in {"fence", "code_inline", "inline"}]


def assert_harmless(text: str) -> None:
    """Nobody is called, nothing is linked, shown or marked up, but for what is ours."""
    for token in outside(text):
        assert token.type not in {
            "link_open",
            "image",
            "html_inline",
            "code_block",
            "s_open",
            "table_open",
        }, token
        if token.type == "html_block":
            assert re.fullmatch(
                r"<!-- \S+ \S+ -->\n*|<details><summary>[\w ,]+</summary>\n*|</details>\n*", token.content
            )
        if token.type == "text":
            assert not re.search(r"[@#]\w|://|www\.|[<>\[\]*_]", token.content.lstrip("#")), token.content


def test_a_comment_in_full() -> None:
    old = replace(DOOR, prompt="Mara opens a door.", scalars={**DOOR.scalars, "duration": 5})
    found = plan(DOOR, GULL, previous={("act1/door", 1): document_of(old)})
    text = page(found, against((old, shot("pier", "p")), (DOOR, GULL)), cap=2000)
    assert (
        text
        == """\
<!-- seedance-make: films/harbour/storyboard.yaml -->

### 2 takes to buy for $1.072 (= 1,072 credits)

`films/harbour/storyboard.yaml` at `1a2b3c4d5e`, against `main` (`f00dfeed00`): 1 added, 1 changed, 1 removed

```diff
~ act1/door  changed
    duration: 5 → 6
    prompt: Mara opens [-a-]{+the old+} door.
+ gull       added
- pier       removed
```

```diff
+ buy      act1/door  t2v  6 s  720p  $0.585  changed: duration, prompt
+ buy      gull       t2v  5 s  720p  $0.487  new

Buys 2 takes, 11 seconds of film, for $1.072 (= 1,072 credits).
Cap: $2.000; $0.928 of it is left after this.
Prices of 2026-07-23, 9 days old.

Next: seedance-make build
```
"""
    )
    assert_harmless(text)


def test_without_a_revision_it_is_the_plan() -> None:
    old = replace(DOOR, prompt="Mara opens a door.")
    found = plan(DOOR, previous={("act1/door", 1): document_of(old)})
    assert page(found, subject=replace(FILM, dirty=True)).splitlines()[4:9] == [
        "`films/harbour/storyboard.yaml` at `1a2b3c4d5e` with changes that are not committed",
        "",
        "```diff",
        "+ buy      act1/door  t2v  6 s  720p  $0.585  changed: prompt",
        "    prompt: Mara opens [-a-]{+the old+} door.",
    ]
    assert page(found, subject=Subject(project="storyboard.yaml")).splitlines()[4] == "`storyboard.yaml`"


def test_nothing_to_say_is_an_empty_document() -> None:
    done = plan(KEPT, bought={print_of(KEPT): bought(CLIP_A)}, outputs={"kept.mp4": clip_at(CLIP_A)})
    assert page(done) == ""
    assert page(plan(DOOR), against((DOOR,), (DOOR,))) == ""
    assert page(done, against((KEPT, GULL), (KEPT,))) != ""


def test_a_change_that_costs_nothing() -> None:
    found = plan(KEPT, bought={print_of(KEPT): bought(CLIP_A)}, outputs={"kept.mp4": clip_at(CLIP_A)})
    text = page(found, against((replace(KEPT, name="old"),), (KEPT,), revision=BASE))
    assert text.splitlines()[2:8] == [
        "### Nothing to buy",
        "",
        "`films/harbour/storyboard.yaml` at `1a2b3c4d5e`, against `f00dfeed00`: 1 renamed",
        "",
        "```diff",
        "> kept  renamed, was old",
    ]


def test_what_needs_a_hand_and_warnings_are_there() -> None:
    problem = Problem(
        place=HERE, path="shots.gull", name="odd", message="is `odd`", severity=Severity.WARNING
    )
    found = plan(GULL, attempts={print_of(GULL): attempt(GULL, State.UNKNOWN)})
    text = page(replace(found, problems=(problem, problem)))
    assert "    seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon\n" in text
    assert "\n**2 warnings**\n\n```text\nstoryboard.yaml:7:3: warning: shots.gull: is `odd`\n" in text
    assert_harmless(text)


def test_many_differences_are_folded() -> None:
    shots = tuple(shot(f"s{n}", f"p{n}") for n in range(41))
    text = page(plan(*shots), against((), shots))
    assert "\n```diff\n+ *  41 shots  added\n```\n\n<details>" in text
    assert "\n<details><summary>What differs in 41 shots</summary>\n\n```diff\n+ s0   added\n" in text
    assert "\n+ s40  added\n```\n\n</details>\n" in text
    assert_harmless(text)


def test_of_a_crowd_the_folders_are_seen_at_once_and_an_edit_that_reaches_many() -> None:
    old = tuple(shot(f"act{n % 3}/s{n}", f"p{n}") for n in range(90))
    new = tuple(
        replace(s, prompt=f"{s.prompt}!") if n % 2 else replace(s, scalars={**s.scalars, "duration": 9})
        for n, s in enumerate(old)
    )
    text = page(plan(*new), against(old, (*new[:-1], shot("act9/new", "n"))))
    assert text.split("```")[1].splitlines()[1:] == [
        "~ 45 shots            changed",
        "    act0/s0, act2/s2, act1/s4, act0/s6, act2/s8, act1/s10, act0/s12 and 38 more",
        "    duration: 5 → 9",
        "~ act1/*    15 shots  changed",
        "~ act0/*    15 shots  changed",
        "~ act2/*    14 shots  changed",
        "+ act9/new            added",
        "- act2/s89            removed",
    ]
    assert_harmless(text)


@pytest.mark.parametrize(
    "evil",
    [
        "</details>\n\n| x | @octocat `y` <img src=x onerror=alert(1)> ```\n# head",
        "\\@octocat and @org/team, @image1 # 12 #12 org/repo#3 GH-7",
        "````\n````\n@octocat\n~~~~~\n@octocat",
        "` `` ``` ```` ````` @octocat `` ```",
        "[x](https://evil.example) ![x](https://evil.example/x.png) https://evil.example www.evil.example a@evil.example",
        "<script>alert(1)</script> <!-- --> <a href=//evil.example>x</a> &lt;b&gt; <https://evil.example>",
        "**b** _i_ ~~s~~ $x$ {y} - [ ] todo",
        "\x1b[31mred\x07\u202e\u2028@octocat",
    ],
)
def test_a_prompt_cannot_leave_its_place(evil: str) -> None:
    assert_harmless(hostile(evil))


@given(st.text(alphabet="`~@#<>[]()!*_\\ \n\r\t-=|:/.wxa\u2028\u200b", max_size=80))
def test_no_text_can(evil: str) -> None:
    assert_harmless(hostile(evil))


def hostile(evil: str) -> str:
    """A page with a text in each place that somebody else may write."""
    one = shot("act1/door", evil or None, note=evil, tags=(evil,))
    problem = Problem(place=HERE, path=evil, name="odd", message=evil, help=evil, severity=Severity.WARNING)
    found = plan(one)
    change = Change(field="prompt", old=evil, new="x")
    verdict = replace(found.actions[0].verdict, reason=evil, changed=(change,))
    action = replace(found.actions[0], verdict=verdict)
    whole = replace(found, actions=(action,), notes=(evil,), problems=(problem,))
    difference = Difference(shot="act1/door", how="changed", takes=(1,), changed=action.changed)
    other = Comparison(revision=evil, commit=BASE, differences=(difference,))
    subject = Subject(project=f"films/{evil}/storyboard.yaml", commit=COMMIT)
    return page(whole, other, subject, command=evil) + page(whole, subject=subject, command=evil)


def test_the_marker_is_one_line_that_ends_where_it_should() -> None:
    assert marker("a b/--><img>\n`x`/é/storyboard.yaml") == (
        "<!-- seedance-make: a%20b/--%3E%3Cimg%3E%0A%60x%60/%C3%A9/storyboard.yaml -->"
    )


@pytest.mark.parametrize("count", [100, 10_000])
def test_however_many_shots_github_takes_it(count: int) -> None:
    old = tuple(shot(f"act{n % 7}/s{n}", f"p{n}") for n in range(count))
    new = tuple(replace(s, prompt=" ".join(f"word{n}" for n in range(300)) + s.name) for s in old)
    problems = tuple(Problem(place=HERE, path="x", name="odd", message="m" * 400) for _ in range(count))
    text = page(replace(plan(*new), problems=problems), against(old, new))
    assert len(text) <= MOST
    assert re.search(r"\n… and [\d,]+ more shots\n```\n\n</details>", text)
    assert f"### {count:,} takes to buy for" in text
    assert_harmless(text)
