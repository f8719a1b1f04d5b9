"""What people read while a build runs."""

import io
import re
from dataclasses import fields
from typing import Any, get_args

import pytest
from rich.console import Console

from seedance_make.core.attempt import events
from seedance_make.core.attempt.events import Event
from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.ui.build.live import CALM, lines, live_observer
from seedance_make.ui.build.progress import elapsed, event_line, fault_text, plain_observer
from seedance_make.ui.build.track import Track
from seedance_make.ui.paint import cells

START = "2026-11-22T10:00:00+00:00"


def minute(number: int) -> str:
    return f"2026-11-22T10:{number:02}:05+00:00"


DOOR: dict[str, Any] = {"shot": "act1/door", "take": 1}
WAVE: dict[str, Any] = {"shot": "wave", "take": 2}
FAULT = ApiFault(code="80007", http=None, message="flagged")
CLIP = "a" * 64
STORY: list[tuple[Event, str]] = [
    (events.Started(count=2, total=1072), START),
    (events.Submitting(**DOOR, attempt="1a2b3c4d"), minute(0)),
    (events.Submitted(**DOOR, task_id="task_1", attempt="1a2b3c4d", credits=585), minute(0)),
    (events.Waiting(**WAVE, text="another build has it"), minute(0)),
    (events.Waiting(**WAVE, text="another build has it"), minute(0)),
    (events.Status(**DOOR, text="processing", task_id="task_1"), minute(1)),
    (events.Status(**DOOR, text="processing", task_id="task_1"), minute(1)),
    (events.Resumed(**WAVE, task_id="task_2"), minute(1)),
    (events.Paused(seconds=12.4, text="too many requests"), minute(1)),
    (events.Received(**DOOR, count=0, total=8_400_000), minute(2)),
    (events.Received(**DOOR, count=3_100_000, total=8_400_000), minute(2)),
    (events.Done(**DOOR, text="out/act1/door.mp4", task_id="task_1", credits=600, sha256=CLIP), minute(2)),
    (events.Failed(**WAVE, text=None, task_id="task_2", fault=FAULT), minute(3)),
    (events.Finished(status=1, credits=600), minute(3)),
]


def shown(verbosity: int, story: list[tuple[Event, str]] = STORY) -> list[str]:
    lines: list[str] = []
    observe = plain_observer(lines.append, verbosity)
    for one in story:
        observe(*one)
    return lines


def test_of_many_takes_those_that_go_well_are_counted_once_a_minute() -> None:
    """A report, no stream: what goes wrong is told at once."""
    takes: list[dict[str, Any]] = [{"shot": f"s{n}", "take": 1} for n in range(13)]
    story: list[tuple[Event, str]] = [(events.Started(count=13, total=2353), START)]
    story += [
        (events.Submitted(**t, task_id="t", attempt="1a2b3c4d", credits=181), minute(0)) for t in takes[:8]
    ]
    story += [
        (events.Done(**t, text="out", task_id="t", credits=181, sha256=CLIP), minute(1)) for t in takes[:5]
    ]
    story += [
        (events.Failed(**takes[5], text=None, task_id="t", fault=FAULT), minute(1)),
        (events.Status(**takes[6], text="processing", task_id="t"), minute(2)),
        (events.Status(**takes[6], text="processing", task_id="t"), minute(2)),
        (events.Finished(status=1, credits=905), minute(3)),
    ]
    assert shown(0, story) == [
        "  0:00  building 13 takes, up to $2.353",
        "  0:05  0 of 13 done, 1 under way, $0.181",
        "  1:05  1 of 13 done, 7 under way, $1.448",
        "  1:05  failed      s5  the video model refused the content (80007): flagged",
        "  2:05  5 of 13 done, 2 under way, $1.267",
        "  3:05  finished, $0.905 spent (exit 1)",
    ]
    assert len(shown(1, story)) == 1 + 8 + 5 + 1 + 1 + 1
    assert len(shown(-1, story)) == 2


def test_the_usual_lines() -> None:
    assert shown(0) == [
        "  0:00  building 2 takes, up to $1.072",
        "  0:05  submitted   act1/door  $0.585  task_1",
        "  0:05  waiting     wave@2  another build has it",
        "  1:05  resumed     wave@2  task_2",
        "  1:05  paused 12 s: too many requests",
        "  2:05  done        act1/door  out/act1/door.mp4  $0.600",
        "  3:05  failed      wave@2  the video model refused the content (80007): flagged",
        "  3:05  finished, $0.600 spent (exit 1)",
    ]


OUTAGE: list[tuple[Event, str]] = [
    (events.Started(count=2, total=1072), START),
    *[(events.Unanswered(**who, text="HTTP 503", task_id="task_1"), minute(n)) for n in range(3) for who in (DOOR, WAVE)],
    (events.Status(**DOOR, text="processing", task_id="task_1"), minute(4)),
    (events.Status(**WAVE, text="processing", task_id="task_2"), minute(5)),
    (events.Unanswered(**WAVE, text="HTTP 502", task_id="task_2"), minute(6)),
    (events.Pending(**WAVE, text="the API does not answer", task_id="task_2"), minute(7)),
]  # fmt: skip


def test_an_outage_is_said_once_and_when_it_is_over() -> None:
    assert shown(0, OUTAGE) == [
        "  0:00  building 2 takes, up to $1.072",
        "  0:05  the API does not answer (HTTP 503): asked again, nothing is lost",
        "  5:05  the API answers again",
        "  6:05  the API does not answer (HTTP 502): asked again, nothing is lost",
        "  7:05  pending     wave@2  the API does not answer (task_2)",
    ]


def test_an_outage_has_one_line_of_the_live_view() -> None:
    console = screen(width=100)
    with live_observer(console, clock=Clock()) as observe:
        for one in OUTAGE[:7]:
            observe(*one)
    assert "  The API does not answer about 2 tasks (HTTP 503); asked again, nothing is lost." in written(
        console
    )
    assert seen(console) == []
    with live_observer(after := screen(width=100), clock=Clock()) as observe:
        for one in OUTAGE[:9]:
            observe(*one)
    assert "The API does not answer" not in written(after).rpartition("0 of 2")[2]


def test_quiet_tells_failures_and_the_end() -> None:
    assert shown(-1) == [
        "  3:05  failed      wave@2  the video model refused the content (80007): flagged",
        "  3:05  finished, $0.600 spent (exit 1)",
    ]


def test_verbose_tells_each_step_once() -> None:
    said = shown(1)
    assert [line for line in said if line not in shown(0)] == [
        "  0:05  submitting  act1/door",
        "  1:05  status      act1/door  processing",
        "  2:05  received    act1/door  downloading 8.4 MB",
    ]
    assert "  0:05  unanswered  act1/door  HTTP 503" in shown(1, OUTAGE)


@pytest.mark.parametrize(
    ("event", "line"),
    [
        (events.Blocked(**DOOR, attempt="1a2b3c4d", text="nobody knows (reset)"), "blocked     act1/door  nobody knows (reset)"),
        (events.Pending(**DOOR, text="no answer", task_id="task_1"), "pending     act1/door  no answer (task_1)"),
        (events.Pending(**DOOR, text="no answer", task_id=None), "pending     act1/door  no answer (its task is kept)"),
        (events.Failed(**DOOR, text="the disk is full", task_id=None, fault=None), "failed      act1/door  the disk is full"),
        (events.Failed(**DOOR, text=None, task_id=None, fault=None), "failed      act1/door  no reason given"),
        (events.Skipped(**WAVE, text="the cap"), "skipped     wave@2  the cap"),
        (events.Removed(**WAVE, text="wave.mp4"), "removed     wave@2  wave.mp4"),
        (events.Note(text="hear, hear"), "note: hear, hear"),
        (events.Note(**DOOR, text="hear"), "note        act1/door  hear"),
        (events.Paused(seconds=3.0, text="no connection"), "paused 3 s: no connection"),
        (events.Started(count=0, total=0), "nothing to buy"),
        (events.Finished(status=0, credits=0), "finished"),
        (events.Done(**DOOR, text="out/x.mp4", task_id=None, credits=0, sha256=CLIP), "done        act1/door  out/x.mp4"),
    ],
)  # fmt: skip
def test_each_event_in_words(event: Event, line: str) -> None:
    assert event_line(event) == line


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            ApiFault(code="80003", http=None, message=""),
            "the video model failed; the credits are refunded (80003)",
        ),
        (ApiFault(code=None, http=403, message="no"), "the API does not allow this (HTTP 403): no"),
        (ApiFault(code=None, http=None, message="it failed elsewhere"), "it failed elsewhere"),
        (ApiFault(code="x\x1b[31my", http=None, message="a\nb"), "the API refused the request (xy): a b"),
    ],
)
def test_a_fault_in_words(fault: ApiFault, said: str) -> None:
    assert fault_text(fault) == said


def test_nothing_of_the_server_steers_the_terminal() -> None:
    evil = "\x1b]0;t\x07\x9b2J\u202e[bold]b[/bold]\n"
    texts = dict.fromkeys(("shot", "text", "task_id", "attempt", "sha256"), evil)
    facts = {**texts, "take": 1, "fault": ApiFault(code=evil, http=None, message=evil)}
    story: list[tuple[Event, str]] = [
        (kind(**{field.name: facts.get(field.name, 1) for field in fields(kind)}), START)
        for kind in get_args(Event)
    ]
    assert len(shown(1, story)) == len(story) + 2  # the outage begins, and is over
    assert not set("".join(shown(1, story))) & set("\x1b\x07\x9b\u202e\n")


@pytest.mark.parametrize(
    ("began", "now", "said"),
    [
        (START, START, "0:00"),
        (START, "2026-11-22T11:01:02+00:00", "1:01:02"),
        ("x", START, ""),
        (START, "2026-11-22T10:00:00", ""),
        (START, "2020-01-01T00:00:00+00:00", "0:00"),
    ],
)
def test_running_time_between_labels(began: str, now: str, said: str) -> None:
    assert elapsed(began, now) == said


class Clock:
    """Seconds that a test sets."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def tracked(story: list[tuple[Event, str]], clock: Clock | None = None) -> Track:
    track = Track(clock=clock or Clock())
    for one in story:
        track.feed(one[0])
    return track


def test_a_track_knows_phases_money_and_counts() -> None:
    track = tracked(STORY[:11])
    rows = {key: (r.phase, r.received, r.expected) for key, r in track.rows.items()}
    assert rows == {
        ("act1/door", 1): ("downloading", 3_100_000, 8_400_000),
        ("wave", 2): ("at the API", 0, None),
    }
    assert (track.tasks, track.budget, track.spent, track.ended) == (2, 1072, 585, {})
    track = tracked(STORY[:13])
    assert (track.rows, track.spent, track.ended) == ({}, 600, {"done": 1, "failed": 1})


def test_a_failure_is_refunded_and_a_restored_take_is_no_task() -> None:
    track = tracked([
        (events.Started(count=1, total=585), START),
        (events.Done(shot="other", take=1, text="out/other.mp4", task_id=None, credits=0, sha256=CLIP), START),
        (events.Submitted(**DOOR, task_id="task_1", attempt="1a2b3c4d", credits=585), START),
        (events.Failed(**DOOR, text=None, task_id="task_1", fault=FAULT), START),
    ])  # fmt: skip
    assert (track.spent, track.ended) == (0, {"failed": 1})


def test_the_view_shows_rows_and_totals() -> None:
    clock = Clock()
    track = tracked(STORY[:11], clock)
    clock.now += 83
    assert lines(track, 80, 24) == [
        "  act1/door   1:23  downloading 3.1 of 8.4 MB",
        "  wave@2      1:23  at the API",
        f"  {'─' * 20}  0 of 2 · $0.585 of $1.072 · 1:23",
    ]


def test_the_view_fits_many_tasks_into_a_small_terminal() -> None:
    names = [f"act1/a-long-name-of-a-shot-{n}" for n in range(60)]
    story: list[tuple[Event, str]] = [(events.Started(count=60, total=29220), START)]
    story += [
        (events.Submitted(shot=name, take=1, task_id="task_1", attempt="1a2b3c4d", credits=487), START)
        for name in names
    ]
    story += [(events.Failed(shot=names[0], take=1, text=None, task_id="task_1", fault=FAULT), START)]
    found = lines(tracked(story), 40, 10)
    assert found == [
        "  act1/…ot-1   0:00  at the API",
        "  act1/…ot-2   0:00  at the API",
        "  act1/…ot-3   0:00  at the API",
        "  act1/…ot-4   0:00  at the API",
        "  act1/…ot-5   0:00  at the API",
        "  … and 54 more",
        "  1 of 60 · 1 failed · $28.733 of $29.220 · 0:00",
    ]


def screen(**size: Any) -> Console:
    return Console(
        file=io.StringIO(), force_terminal=True, color_system=None, **{"width": 60, "height": 12, **size}
    )


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def seen(console: Console) -> list[str]:
    """The lines that stay: each erased line of the view is taken away again."""
    shown = []
    for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|\r|\n)", written(console)):
        if part == "\n":
            shown.append("")
        elif part == "\x1b[1A" and shown:
            shown.pop()
        elif part == "\x1b[2K":
            shown = [*shown[:-1], ""] if shown else [""]
        elif part and not part.startswith(("\x1b", "\r")):
            shown = [*shown[:-1], (shown[-1] if shown else "") + part]
    return [line for line in shown if line]


def test_only_settled_lines_stay_on_a_terminal() -> None:
    console = screen(width=90)
    with live_observer(console) as observe:
        for one in STORY:
            observe(*one)
    assert seen(console) == [
        "paused 12 s: too many requests",
        "done        act1/door  out/act1/door.mp4  $0.600",
        "failed      wave@2  the video model refused the content (80007): flagged",
    ]
    assert written(console).endswith("\x1b[2K")
    assert "\x1b[?25h" in written(console)  # the cursor is back


def test_the_view_is_erased_when_a_build_is_interrupted() -> None:
    console = screen()

    def interrupted() -> None:
        with live_observer(console) as observe:
            observe(*STORY[0])
            observe(*STORY[2])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert seen(console) == []
    assert "\x1b[?25h" in written(console)


def test_the_calm_line_is_always_there() -> None:
    console = screen()
    with live_observer(console, clock=Clock()) as observe:
        observe(*STORY[0])
    assert CALM in written(console)


def test_markup_in_a_message_is_text() -> None:
    console = screen(width=90)
    with live_observer(console) as observe:
        fault = ApiFault(code=None, http=None, message="[bold]x[/bold] [/nope]")
        observe(events.Failed(**DOOR, text=None, task_id=None, fault=fault), START)
    assert seen(console) == ["failed      act1/door  [bold]x[/bold] [/nope]"]


@pytest.mark.parametrize("width", [8, 20, 39])
def test_a_tiny_terminal_breaks_nothing(width: int) -> None:
    console = screen(width=width, height=3)
    with live_observer(console, -1) as observe:
        for one in STORY:
            observe(*one)
    drawn = re.split(r"\x1b\[[0-9;?]*[A-Za-z]|\r|\n", written(console))
    stays = seen(console)  # whole: what settles may wrap
    assert (len(stays), [line for line in drawn if cells(line) > width]) == (1, stays)
