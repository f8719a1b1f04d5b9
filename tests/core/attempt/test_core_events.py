"""An event as a line of NDJSON."""

import json

from seedance_make.core.attempt.events import Event
from seedance_make.core.attempt.outcome import ApiFault


def test_unused_fields_are_left_out() -> None:
    assert Event(name="started", at="2026-11-22T10:00:00Z", count=0, total=0).as_json() == {
        "name": "started", "at": "2026-11-22T10:00:00Z", "count": 0, "total": 0,
    }  # fmt: skip


def test_every_field_is_there_when_it_is_used() -> None:
    fault = ApiFault(code="80007", http=400, message="flagged", request_id="req_1", retry_after=3.0)
    full = Event(
        name="failed", at="t", shot="a/b", take=2, text="x", task_id="task_1", attempt="1a2b3c4d", credits=487, count=1,
        total=2, seconds=1.5, sha256="a" * 64, status=1, fault=fault,
    )  # fmt: skip
    assert full.as_json() == {
        "name": "failed", "at": "t", "shot": "a/b", "take": 2, "text": "x", "task_id": "task_1", "attempt": "1a2b3c4d",
        "credits": 487, "count": 1, "total": 2, "seconds": 1.5, "sha256": "a" * 64, "status": 1,
        "error": {"code": "80007", "message": "flagged", "request_id": "req_1"},
    }  # fmt: skip
    assert json.loads(json.dumps(full.as_json())) == full.as_json()
