"""The plan as a person reads it, whole pages asserted."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from plan_samples import (
    CLIP_A,
    CLIP_B,
    attempt,
    bought,
    clip_at,
    document_of,
    facts,
    frame,
    headroom,
    plan,
    print_of,
    replace,
    shot,
    url,
)
from resolving import resolved

from seedance_make.core.attempt.states import State
from seedance_make.core.plan.facts import OutputFact, Standing, Stray
from seedance_make.core.plan.json import plan_json
from seedance_make.core.plan.limits import FilmBudget, Headroom, StoreBudget
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options, Plan, ShotState
from seedance_make.core.request.changes import Change
from seedance_make.core.request.fingerprint import document
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.ui.plan.text import plan_text
from seedance_make.ui.plan.totals import rehearsed

DOOR = shot("act1/door", "Mara opens a salt-eaten door.", duration=6)
WAVE = shot(
    "act1/wave",
    "A wave.",
    media={"first_frame_url": (frame("act1/door"),)},
    takes=(1, 2),
    chosen=2,
    choice=True,
)
KEPT = shot("kept", "k")
TODAY = date(2026, 8, 1)
NEXT = "seedance-make build"


def page(
    found: Plan,
    cap: int | None = 4000,
    committed: int = 0,
    today: date = TODAY,
    width: int = 100,
    color: bool = False,
    **values: Any,
) -> str:
    rooms = headroom(found, cap, committed)
    return plan_text(found, headroom=rooms, today=today, command=NEXT, width=width, color=color, **values)


def page_of(found: Plan, rooms: Sequence[Headroom]) -> str:
    return plan_text(found, headroom=rooms, today=TODAY, command=NEXT, width=300, color=False)


def had(one: ResolvedShot, key: tuple[str, int] = ("act1/door", 1)) -> dict[str, Any]:
    return {"previous": {key: document_of(one)}}


def test_what_is_bought_stands_first_and_the_money_last() -> None:
    world: dict[str, Any] = {
        "bought": {print_of(KEPT): bought(CLIP_A)},
        "outputs": {"kept.mp4": clip_at(CLIP_A)},
    }
    old = replace(DOOR, prompt="Mara opens the old salt-eaten door.", scalars={**DOOR.scalars, "duration": 5})
    assert (
        page(plan(DOOR, WAVE, KEPT, **world, **had(old)))
        == """\
+ buy      act1/door    t2v  6 s  720p  $0.585  changed: duration, prompt
    duration: 5 → 6
    prompt: Mara opens [-the old-]{+a+} salt-eaten door.
+ buy      act1/wave    i2v  5 s  720p  $0.487  after act1/door
+ buy      act1/wave@2  i2v  5 s  720p  $0.487  after act1/door

= keep     1 take in place: kept

Buys 3 takes, 16 seconds of film, for $1.559 (= 1,559 credits).
Cap: $4.000; $2.441 of it is left after this.
Prices of 2026-07-23, 9 days old.

Next: seedance-make build
"""
    )


FILM = """
vars: {coat: yellow oilskin}
defaults: {duration: 5}
shots:
  act1/door: {prompt: "Mara in {{ coat }} opens a door.", takes: 2, take: 2}
  act1/gate: {prompt: "A gate."}
  act1/wave: {prompt: "A wave on {{ coat }}.", first_frame: {shot: act1/gate}, duration: 6}
  act2/end: {prompt: "The end.", first_frame: {shot: act1/door}}
"""


def replanned(old: str, new: str, clips: dict[str, str], **world: Any) -> Plan:
    """The plan of a storyboard whose every take was built as the old one had it."""
    before, board = resolved(old), resolved(new)
    previous = {
        (s.name, take): document(bind(s, take, files={}, clips={"act1/gate": CLIP_A, "act1/door": CLIP_B}))
        for s in before.shots
        for take in s.takes
    }
    known = {s.name: s for s in board.shots}
    had = {print_of(known[name]): bought(digest) for name, digest in clips.items()}
    snapshot = facts(previous=previous, bought=had, at_hand=frozenset(clips.values()), **world)
    return make_plan(board, snapshot, Options())


def test_one_edit_is_told_once_with_the_takes_that_it_reaches() -> None:
    found = replanned(FILM, FILM.replace("yellow oilskin", "red slicker"), {"act1/gate": CLIP_A})
    assert page(found, width=110).splitlines()[:5] == [
        "+ buy      3 takes        16 s  720p  $1.559  changed: vars.coat (storyboard.yaml:2)",
        "    act1/door, act1/door@2, act1/wave",
        "    vars.coat: [-yellow oilskin-]{+red slicker+}",
        "+ buy      act2/end  i2v   5 s  720p  $0.487  after act1/door",
        "",
    ]
    assert [c["field"] for c in plan_json(found)["actions"][0]["changed"]] == ["prompt"]  # type: ignore[index]


def test_the_model_is_told_where_the_storyboard_has_several() -> None:
    film = FILM.replace("act1/gate: {", "act1/gate: {model: doubao-seedance-2.0-fast, ")
    found = replanned(film, film.replace("yellow oilskin", "red slicker"), {"act1/gate": CLIP_A})
    assert page(found, width=130).splitlines()[0] == (
        "+ buy      3 takes        16 s  720p  $1.559  seedance-2.0-mini  changed: vars.coat (storyboard.yaml:2)"
    )
    whole = make_plan(resolved(film), facts(), Options())
    assert page(whole, width=130).splitlines()[:3] == [
        "+ buy      act1/door    t2v  5 s  720p  $0.487  seedance-2.0-mini         new",
        "+ buy      act1/door@2  t2v  5 s  720p  $0.487  seedance-2.0-mini         new",
        "+ buy      act1/gate    t2v  5 s  720p  $0.691  doubao-seedance-2.0-fast  new",
    ]
    one = make_plan(resolved(film), facts(), Options(only=frozenset({"act1/gate"})))
    assert page(one, width=130).splitlines()[0].endswith("$0.691  doubao-seedance-2.0-fast  new")


def test_both_takes_of_a_shot_are_one_entry() -> None:
    found = replanned(FILM, FILM.replace("opens a", "shuts the"), {"act1/gate": CLIP_A})
    assert page(found).splitlines()[:3] == [
        "+ buy      2 takes    t2v  10 s  720p  $0.974  changed: prompt",
        "    act1/door, act1/door@2",
        "    prompt: Mara in yellow oilskin [-opens a-]{+shuts the+} door.",
    ]


def test_another_clip_upstream_is_told_in_words_and_without_digests() -> None:
    found = replanned(FILM, FILM, {"act1/gate": "c" * 64})
    wave = next(a for a in found.actions if a.shot == "act1/wave")
    assert (wave.state, wave.reason) == (ShotState.CHANGED, "act1/gate has another clip now")
    assert "+ buy      act1/wave    i2v  6 s  720p  $0.585  act1/gate has another clip now\n" in page(found)
    assert "sha256" not in page(found)


def many_shots(count: int, folder: str = "act{n}") -> list[ResolvedShot]:
    return [shot(f"{folder.format(n=n % 4)}/s{n:05}", f"p{n}") for n in range(count)]


def test_beyond_forty_lines_folders_are_counted() -> None:
    forty = page(plan(*many_shots(40)), cap=None)
    assert forty.count("\n+ buy ") == 39
    found = page(
        plan(*many_shots(41), shot("lone", "alone"), shot("deep/er/x", "x"), shot("deep/er/y", "y")),
        cap=None,
    )
    assert found.splitlines()[:8] == [
        "+ buy      act0/*     11 takes             $5.357  new",
        "+ buy      act1/*     10 takes             $4.870  new",
        "+ buy      act2/*     10 takes             $4.870  new",
        "+ buy      act3/*     10 takes             $4.870  new",
        "+ buy      lone       t2v       5 s  720p  $0.487  new",
        "+ buy      deep/er/*  2 takes              $0.974  new",
        "  -v lists every take",
        "",
    ]
    every = page(plan(*many_shots(41)), cap=None, verbose=True)
    assert every.count("+ buy ") == 41


def test_ten_thousand_shots_read_on_one_screen() -> None:
    shots = [shot(f"act{n // 1000}/scene{n // 20}/s{n}", f"p{n}") for n in range(10_000)]
    found = page(plan(*shots), cap=None).splitlines()
    assert found[0] == "+ buy      act0/*  1,000 takes  $487.000  new"
    assert len(found) <= 24
    flat = page(plan(*(shot(f"f{n}/s{n}", f"p{n}") for n in range(200))), cap=None).splitlines()
    assert flat[0] == "+ buy      *  200 takes  $97.400  new"


def test_many_edits_read_on_one_screen_too() -> None:
    """Each shot of two takes with words of its own; and a hundred people of the cast, each in two shots."""
    own = "shots:\n" + "".join(f"  act{n % 3}/s{n}: {{prompt: Number {n}., takes: 2}}\n" for n in range(90))
    found = page(replanned(own, own.replace("Number", "No"), {})).splitlines()
    assert found[:4] == [
        "+ buy      act0/*  60 takes  $29.220  changed: prompt",
        "+ buy      act1/*  60 takes  $29.220  changed: prompt",
        "+ buy      act2/*  60 takes  $29.220  changed: prompt",
        "  -v lists every take",
    ]
    people = "cast:\n" + "".join(f"  p{n}: {{text: old man {n}}}\n" for n in range(50)) + "shots:\n"
    people += "".join(
        f'  act{n % 2}/s{n}: {{prompt: "{{{{ cast.p{n % 50} }}}} walks {n}."}}\n' for n in range(100)
    )
    found = page(replanned(people, people.replace("old man", "young woman"), {})).splitlines()
    assert found[:3] == [
        "+ buy      act0/*  50 takes  $24.350  changed",
        "+ buy      act1/*  50 takes  $24.350  changed",
        "  -v lists every take",
    ]


def test_counted_takes_with_several_reasons_are_told_by_their_state() -> None:
    shots = many_shots(50, "act")
    world: dict[str, Any] = {
        "attempts": {
            print_of(s): attempt(s, State.UNKNOWN, id=f"{n:08x}" + "0" * 24) for n, s in enumerate(shots)
        }
    }
    assert page(plan(*shots, **world)).splitlines()[:2] == [
        "? blocked  act/*  50 takes  blocked",
        "  -v lists every take",
    ]


def test_what_waits_for_a_clip_that_cannot_come_needs_a_hand() -> None:
    bad = replace(DOOR, name="bad", takes=(1,))
    after = shot("after", "x", media={"first_frame_url": (frame("bad"),)})
    found = plan(bad, after, attempts={print_of(bad): attempt(bad, State.FAILED, code="80007")})
    assert page(found).splitlines()[2:] == [
        "~ wait     after  i2v  5 s  720p  waits for bad, which is failed",
        "",
        "Nothing is bought.",
    ]


def test_whatever_needs_a_hand_stands_with_its_way_out() -> None:
    unknown, lost, bad, hand, run = (shot(n, n) for n in ("unknown", "lost", "bad", "hand", "run"))
    found = plan(
        unknown, lost, bad, hand, run,
        attempts={
            print_of(unknown): attempt(unknown, State.UNKNOWN),
            print_of(lost): attempt(lost, State.PAID_MISSING),
            print_of(bad): attempt(bad, State.FAILED, code="80007"),
            print_of(run): attempt(run),
        },
        outputs={"hand.mp4": OutputFact(standing=Standing.EDITED)},
        strays=(Stray(path="old/x.mp4", shot="old/x", take=1, digest=CLIP_A, edited=False),),
        orphans=(attempt(shot("gone", "g"), State.UNKNOWN, id="feedbeef" + "0" * 24),),
    )  # fmt: skip
    assert (
        page(found, width=130)
        == """\
> resume   run  paid, task task_1 is with another build

? blocked  unknown  nobody knows whether the request of 2026-11-22 10:00:00 was taken: resolve 1a2b3c4d
    seedance-make resolve 1a2b3c4d --task-id ID | --resubmit | --abandon
      look into your reAPI account for a task of that time: --task-id ID if it is there, --resubmit if it is not, --abandon to
      give it up
! lost     lost     paid, but its clip is missing (task task_1 is asked again); build --rebuy lost@1 buys it again
x refused  bad      failed: the video model refused the content (80007); change the shot
* edited   hand     edited by hand, left alone: move it away, or build --overwrite hand

- remove   out/old/x.mp4  no shot asks for it any more; its clip stays in the store

note: gone@1: the request of 2026-11-22T10:00:00Z has an unknown outcome, and the shot has changed or gone since: resolve feedbeef

Nothing is bought.

Next: seedance-make build
"""
    )


def test_nothing_to_do_is_one_line() -> None:
    world: dict[str, Any] = {
        "bought": {print_of(KEPT): bought(CLIP_A)},
        "outputs": {"kept.mp4": clip_at(CLIP_A)},
    }
    assert page(plan(KEPT, **world)) == "Nothing to do: 1 take in place.\n"
    assert page(plan()) == "Nothing to do: no take is asked for.\n"


def test_kept_takes_are_named_when_they_are_few_or_on_request() -> None:
    shots = [shot(f"s{n}", f"p{n}") for n in range(6)]
    clips = {print_of(s): bought(f"{n:064x}") for n, s in enumerate(shots)}
    places = {f"s{n}.mp4": clip_at(f"{n:064x}") for n in range(6)}
    found = plan(*shots, shot("new", "new"), bought=clips, outputs=places)
    assert "= keep     6 takes in place\n" in page(found)
    assert page(found, verbose=True).count("= keep     s") == 6


def test_a_crowd_that_costs_nothing_for_many_reasons_is_one_line() -> None:
    twins = [shot(f"s{n}", f"p{n % 20}") for n in range(40)]
    assert "< restore  20 takes  for nothing\n" in page(plan(*twins))


def test_a_crowd_that_costs_nothing_is_counted_unless_asked_for() -> None:
    shots = [shot(f"s{n}", f"p{n}") for n in range(20)]
    clips = {print_of(s): bought(f"{n:064x}") for n, s in enumerate(shots)}
    found = plan(*shots, bought=clips, at_hand=frozenset(f"{n:064x}" for n in range(20)))
    assert "< restore  20 takes  bought before: its clip is in the store\n" in page(found)
    assert page(found, verbose=True).count("< restore  s") == 20


@pytest.mark.parametrize(
    ("cap", "committed", "said"),
    [
        (None, 0, "No cap is set (max_credits in the manifest, or --max-credits N)."),
        (1559, 0, "Cap: $1.559; $0.000 of it is left after this."),
        (4000, 487, "Cap: $4.000; $0.487 of it is in flight or unknown. $1.954 of it is left after this."),
        (1558, 0, "The cap of $1.558 breaks by $0.001: a build would send nothing. What fits, in order: act1/door, act1/wave."),
        (
            2000, 487,
            "The cap of $2.000 breaks by $0.046: a build would send nothing. $0.487 of it is in flight or unknown. What fits, in order: act1/door, act1/wave.",
        ),
        (100, 0, "The cap of $0.100 breaks by $1.459: a build would send nothing. Nothing of it fits."),
    ],
)  # fmt: skip
def test_the_cap(cap: int | None, committed: int, said: str) -> None:
    lines = page(plan(DOOR, WAVE), cap=cap, committed=committed, width=300).splitlines()
    assert said in lines
    over = "breaks" in said
    assert lines[-1] == ("Next: raise the cap, or name fewer shots." if over else f"Next: {NEXT}")


def test_a_cap_breaks_only_when_something_is_bought() -> None:
    found = plan(DOOR, attempts={print_of(DOOR): attempt(DOOR)})
    assert page(found, cap=100, committed=500).endswith(f"Next: {NEXT}\n")


def test_what_is_used_up_is_not_left_and_no_build_is_next() -> None:
    """A price of nothing breaks no limit, and is refused all the same."""
    room = Headroom(limit=FilmBudget(most=500, project="p"), taken=893, needed=0)
    lines = page_of(plan(DOOR), [room]).splitlines()
    assert (
        "Film's budget: $0.500; $0.893 of it is spent, in flight or unknown. It is used up, over by $0.393: "
        "a build would send nothing."
    ) in lines
    assert lines[-1] == "Next: raise the film's budget."


@pytest.mark.parametrize(
    ("day", "month", "said"),
    [
        (3000, 40000, ["Limits left after this: $1.916 today, $38.916 this month."]),
        (3000, None, ["Limits left after this: $1.916 today."]),
        (
            1100, 40000,
            [
                "Day's limit of this store: $1.100; $0.500 of it is spent, in flight or unknown. $0.016 of it is left after this. That is near the limit.",
                "Limits left after this: $38.916 this month.",
            ],
        ),
    ],
)  # fmt: skip
def test_limits_of_the_store_take_one_line_where_nothing_is_near(
    day: int, month: int | None, said: list[str]
) -> None:
    rooms = [
        Headroom(limit=limit, taken=500, needed=584) for limit in StoreBudget(day=day, month=month).limits
    ]
    assert [line for line in page_of(plan(DOOR), rooms).splitlines() if "imit" in line] == said


def test_one_credit_is_one() -> None:
    found = rehearsed(1, [])
    assert found.endswith("For real it would cost $0.001 (= 1 credit).")


def test_a_simulated_build_says_that_a_cap_would_break_and_goes_on() -> None:
    found = page(plan(DOOR, origin="simulator"), cap=1)
    assert (
        "The cap of $0.001 breaks by $0.584: a real build would send nothing. Nothing of it fits.\n" in found
    )
    assert found.endswith(f"Next: {NEXT}\n")


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 7, 23), "Prices of 2026-07-23, of today."),
        (date(2026, 7, 24), "Prices of 2026-07-23, 1 day old."),
        (date(2026, 10, 21), "Prices of 2026-07-23, 90 days old."),
        (date(2026, 10, 22), "Prices of 2026-07-23, 91 days old: check that they still hold."),
        (date(2026, 11, 22), "Prices of 2026-07-23, 122 days old: check that they still hold."),
        (date(2026, 1, 1), "Prices of 2026-07-23."),
    ],
)
def test_the_age_of_the_prices(today: date, said: str) -> None:
    assert said in page(plan(DOOR), today=today).splitlines()


def test_old_prices_are_shouted_in_colour() -> None:
    shout = "\x1b[1;33mPrices of 2026-07-23, 122 days old: check that they still hold.\x1b[0m"
    assert shout in page(plan(DOOR), today=date(2026, 11, 22), color=True).splitlines()


def test_a_lower_bound_says_at_least() -> None:
    one = shot("v", "v", media={"reference_video_urls": (url("https://x.io/v.mp4"),)})
    found = page(plan(one), cap=None).splitlines()
    assert found[0] == "+ buy      v  r2v  5 s  720p  at least $0.297  new"
    assert found[2:4] == [
        "Buys 1 take, 5 seconds of film, for at least $0.297 (= 297 credits).",
        "At least, since a reference video's length is not known; caps count it as 15 s.",
    ]


def test_a_length_that_is_not_known_counts_15_seconds_against_the_cap() -> None:
    one = shot("v", "v", media={"reference_video_urls": (url("https://x.io/v.mp4"),)})
    assert "Cap: $1.188; $0.000 of it is left after this.\n" in page(plan(one), cap=1188)
    assert "The cap of $1.187 breaks by $0.001: a build would send nothing. Nothing of it fits.\n" in page(
        plan(one), cap=1187
    )


def test_a_purchase_without_a_price() -> None:
    assert (
        page(plan(shot("x", "x", resolution="1080p"))).splitlines()[0]
        == "+ buy      x  t2v  5 s  1080p  no price  new"
    )


def test_what_is_included_says_for_whom() -> None:
    wave = replace(WAVE, takes=(2,))
    found = page(plan(DOOR, wave, ask=Options(only=frozenset({"act1/wave"}))))
    assert "$0.585  new (included: act1/wave needs its frame)\n" in found


def test_colour_marks_the_words_instead_of_brackets() -> None:
    old = replace(DOOR, prompt="Mara opens the old salt-eaten door.", scalars={**DOOR.scalars, "duration": 6})
    line = page(plan(DOOR, **had(old)), color=True).splitlines()[1]
    assert line == (
        "    \x1b[2mprompt: \x1b[0mMara opens \x1b[31;9mthe old\x1b[0m\x1b[32;4ma\x1b[0m salt-eaten door."
    )


def test_a_narrow_terminal_gets_the_reason_below_and_no_long_lines() -> None:
    found = page(plan(shot("act1/a-very-long-name-of-a-shot-indeed", "x"), DOOR, WAVE), width=60)
    assert "+ buy      act1/a-ver…ot-indeed" in found
    assert all(len(line) <= 60 for line in found.splitlines())


def test_a_drifted_pin_is_shown_though_it_is_kept() -> None:
    one = shot("act1/door", "new words", pin="a" * 12)
    world: dict[str, Any] = {"pins": {"a" * 12: CLIP_A}, "outputs": {"act1/door.mp4": clip_at(CLIP_A)}}
    world["clip_documents"] = {CLIP_A: document_of(shot("act1/door", "old words"))}
    assert page(plan(one, **world)).splitlines() == [
        "= keep     act1/door  pinned to aaaaaaaaaaaa; the shot has drifted since (prompt)",
        "    prompt: [-old-]{+new+} words",
        "Nothing to do: 1 take in place.",
    ]


def test_nothing_foreign_steers_the_terminal() -> None:
    evil = "\x1b[2J\x1b]0;title\x07\u202e[bold]x[/bold]\x9b31m"
    row = attempt(DOOR, task_id=f"task{evil}")
    found = plan(DOOR, attempts={print_of(DOOR): row}, orphans=(attempt(shot(f"g{evil}"), State.UNKNOWN),))
    change = Change(field=f"f{evil}", old=evil, new=[evil])
    verdict = replace(found.actions[0].verdict, changed=(change,))
    changed = replace(found.actions[0], verdict=verdict)
    text = page(replace(found, actions=(changed,)))
    assert not set(text) & set("\x1b\x07\u202e\x9b")
    assert "[bold]x[/bold]" in text


def test_a_blocked_take_alone_has_no_next_build() -> None:
    found = plan(DOOR, attempts={print_of(DOOR): attempt(DOOR, State.UNKNOWN)})
    assert page(found).endswith("\n\nNothing is bought.\n")


def test_where_somebody_is_asked_at_once_no_command_is_named() -> None:
    found = plan_text(plan(DOOR), headroom=(), today=date(2026, 7, 23), command=None, width=100, color=False)
    assert found.endswith("\nPrices of 2026-07-23, of today.\n")
