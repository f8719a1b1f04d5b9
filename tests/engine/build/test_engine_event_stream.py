"""The lines of `--events` are a promise to scripts: frozen, word by word, for one build of each kind."""

import json
from itertools import count
from pathlib import Path

from engine_fakes import Studio, completed, processing, studio
from plan_samples import board, frame, shot

from seedance_make.core.attempt.outcome import (
    ApiFault,
    KeyRefused,
    NoAnswer,
    Rejected,
    TaskReport,
    TaskStatus,
    Unknown,
)

FROZEN = Path(__file__).with_name("event_stream.ndjson")
BOAT, PIER, SEA = (
    shot("boat", "a red boat"),
    shot("pier", "an empty pier"),
    shot("act1/sea", "the sea", takes=(2,)),
)
SINKS = shot("sinks", "it sinks", media={"first_frame_url": (frame("boat"),)})


def lines(made: Studio) -> list[str]:
    found = [json.dumps(event.as_json(at)) for event, at in made.events]
    made.events.clear()
    return found


def every_kind(folder: Path) -> list[str]:
    """One line an event, of builds that meet each kind of it."""
    numbers = count(1)
    ids = lambda: f"{next(numbers):08x}" + 24 * "0"  # noqa: E731
    with studio(folder, new_id=ids) as made:
        slow = Rejected(fault=ApiFault(code="50001", http=429, message="slow down", request_id="req_1"))
        no = Rejected(fault=ApiFault(code="80007", http=400, message="no", request_id="req_2"))
        made.api.answers = [slow, Unknown(reason="reset"), no]
        made.api.reports["task_4"] = [
            processing("task_4"),
            NoAnswer(reason="HTTP 503"),
            completed("task_4", credits=400),
        ]
        made.build(board(BOAT, PIER, SINKS, SEA), jobs=1, interval=3.0)
        story = lines(made)
        refused = KeyRefused(fault=ApiFault(code="10004", http=401, message="revoked"))
        made.api.reports["task_5"] = [processing("task_5")] * 3
        made.build(board(shot("gull", "a gull"), SEA), jobs=1, interval=3.0, timeout=5.0)
        story += lines(made)
        made.build(board(shot("gull", "a gull")), jobs=1, interval=3.0)
        story += lines(made)
        made.api.reports["task_6"] = [
            TaskReport(
                task_id="task_6",
                status=TaskStatus.FAILED,
                fault=ApiFault(code="80003", http=None, message="broke"),
            )
        ]
        made.api.reports["task_7"] = [
            TaskReport(task_id="task_7", status=TaskStatus.PROCESSING, remark="odd"),
            refused,
        ]
        made.build(board(shot("fog", "fog"), shot("tide", "tide")), jobs=1, interval=3.0)
        story += lines(made)
        with studio(folder, new_id=ids) as other:
            other.build(board(shot("tide", "tide")), jobs=1, interval=3.0)
            story += lines(other)
    return story


def test_the_stream_is_as_it_was_promised(tmp_path: Path) -> None:
    assert every_kind(tmp_path) == FROZEN.read_text("utf-8").splitlines()
