"""An event as a line of NDJSON; whole builds are frozen in tests/engine/build/event_stream.ndjson."""

import json
from typing import get_args

from seedance_make.core.attempt.events import Event, Failed, Note, Started
from seedance_make.core.attempt.outcome import ApiFault


def test_unused_fields_are_left_out() -> None:
    line = {"name": "started", "at": "2026-11-22T10:00:00Z", "count": 0, "total": 0}
    assert Started(count=0, total=0).as_json("2026-11-22T10:00:00Z") == line
    assert Note(text="hear").as_json("t") == {"name": "note", "at": "t", "text": "hear"}


def test_a_fault_is_an_error() -> None:
    fault = ApiFault(code="80007", http=400, message="flagged", request_id="req_1", retry_after=3.0)
    line = Failed(shot="a/b", take=2, text="x", task_id="task_1", fault=fault).as_json("t")
    assert line == {
        "name": "failed", "at": "t", "shot": "a/b", "take": 2, "text": "x", "task_id": "task_1",
        "error": {"code": "80007", "message": "flagged", "request_id": "req_1"},
    }  # fmt: skip
    assert json.loads(json.dumps(line)) == line


def test_the_words_that_scripts_see() -> None:
    assert [kind.__name__.lower() for kind in get_args(Event)] == [
        "started", "submitting", "submitted", "resumed", "waiting", "status", "unanswered", "received", "done", "failed", "blocked",
        "pending", "skipped", "removed", "paused", "note", "finished",
    ]  # fmt: skip
