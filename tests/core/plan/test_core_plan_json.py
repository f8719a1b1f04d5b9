"""The documents of `plan --json` and `build --json`, whole."""

import json
from typing import Any

from plan_samples import (
    CLIP_A,
    HERE,
    MINI,
    attempt,
    board,
    bought,
    clip_at,
    facts,
    frame,
    plan,
    print_of,
    shot,
)

from seedance_make.core.attempt.outcome import ApiFault
from seedance_make.core.attempt.states import State
from seedance_make.core.plan.facts import Stray
from seedance_make.core.plan.json import plan_json, report_json
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options
from seedance_make.core.plan.report import BuildReport, Ending, Outcome, Result
from seedance_make.core.text.diagnostic import Problem, Severity

DOOR = shot("act1/door")
WAVE = shot("wave", "A wave.", media={"first_frame_url": (frame("act1/door"),)}, resolution="480p")
KEPT = shot("kept", "k")
WORLD: dict[str, Any] = {
    "bought": {print_of(KEPT): bought(CLIP_A)},
    "at_hand": frozenset({CLIP_A}),
    "outputs": {"kept.mp4": clip_at(CLIP_A)},
    "previous": {("act1/door", 1): json.loads(attempt(shot(duration=9)).request)},
    "strays": (Stray(path="old.mp4", shot="old", take=1, digest=CLIP_A, edited=False),),
}
SCALARS = {"aspect_ratio": "16:9", "duration": 5, "generate_audio": False, "nsfw_checker": True}
BUY = {
    "shot": "act1/door", "take": 1, "model": "seedance-2.0-mini", "action": "buy", "state": "changed", "reason": "changed: duration",
    "changed": [{"field": "duration", "from": 9, "to": 5}], "mode": "t2v", "fingerprint": print_of(DOOR),
    "output": "out/act1/door.mp4",
    "request": {"model": MINI, "prompt": "A door opens.", **SCALARS, "resolution": "720p", "web_search": False},
    "estimate": {"credits": 487, "exact": True, "billable_seconds": 5, "usd_per_second": "0.097375"},
}  # fmt: skip
WAIT = {
    "shot": "wave", "take": 1, "model": "seedance-2.0-mini", "action": "wait", "state": "waiting", "reason": "waits for act1/door (buy)",
    "changed": [], "mode": "i2v", "fingerprint": None, "output": "out/wave.mp4",
    "request": {
        "model": MINI, "prompt": "A wave.", "first_frame_url": {"shot": "act1/door", "frame": "last", "sha256": None},
        **SCALARS, "resolution": "480p", "web_search": False,
    },
    "estimate": {"credits": 226, "exact": True, "billable_seconds": 5, "usd_per_second": "0.045125"},
}  # fmt: skip
KEEP = {
    "shot": "kept", "take": 1, "model": "seedance-2.0-mini", "action": "keep", "state": "done", "reason": "in place", "changed": [], "mode": "t2v",
    "fingerprint": print_of(KEPT), "output": "out/kept.mp4",
    "request": {"model": MINI, "prompt": "k", **SCALARS, "resolution": "720p", "web_search": False}, "estimate": None,
}  # fmt: skip
REMOVE = {
    "shot": "old", "take": 1, "model": None, "action": "remove", "state": "done",
    "reason": "no shot asks for it any more; its clip stays in the store", "changed": [], "mode": None,
    "fingerprint": None, "output": "out/old.mp4", "request": None, "estimate": None,
}  # fmt: skip
TOTALS = {
    "keep": 1, "restore": 0, "fetch": 0, "resume": 0, "buy": 1, "wait": 1, "blocked": 0, "lost": 0, "edited": 0,
    "refused": 0, "remove": 1, "credits": 713, "exact": True, "seconds": 10,
}  # fmt: skip
PLAN = plan(DOOR, WAVE, KEPT, **WORLD)
DOCUMENT = {
    "version": 1, "model": MINI, "origin": "reapi.ai", "profile": None, "prices": {"as_of": "2026-07-23"},
    "actions": [BUY, WAIT, KEEP, REMOVE], "totals": TOTALS, "problems": [], "notes": [],
}  # fmt: skip


def test_the_plan_as_data() -> None:
    assert plan_json(PLAN) == DOCUMENT
    assert json.loads(json.dumps(plan_json(PLAN))) == DOCUMENT


def test_a_profile_names_itself_and_its_tree() -> None:
    found: Any = plan_json(make_plan(board(KEPT, profile="draft", output="out-draft"), facts(), Options()))
    assert (found["profile"], found["actions"][0]["output"]) == ("draft", "out-draft/kept.mp4")


def test_problems_and_notes_as_data() -> None:
    problem = Problem(
        place=HERE, path="shots.a", name="odd", message="m", help="h", severity=Severity.WARNING
    )
    gone = attempt(shot("gone"), State.UNKNOWN)
    found: Any = plan_json(make_plan(board(KEPT, problems=(problem,)), facts(orphans=(gone,)), Options()))
    assert found["problems"] == [
        {
            "file": "storyboard.yaml", "line": 7, "column": 3, "path": "shots.a", "severity": "warning", "name": "odd",
            "message": "m", "help": "h",
        }
    ]  # fmt: skip
    assert len(found["notes"]) == 1


def test_a_build_as_data() -> None:
    buy, wait, keep, remove = PLAN.actions
    fault = ApiFault(code="80007", http=None, message="flagged", request_id="req_1")
    report = BuildReport(
        plan=PLAN,
        spent=500,
        results=(
            Result(action=wait, outcome=Outcome(ending=Ending.FAILED, task_id="task_2", fault=fault)),
            Result(
                action=buy, outcome=Outcome(ending=Ending.DONE, task_id="task_1", credits=500, sha256=CLIP_A)
            ),
            Result(action=remove, outcome=Outcome(ending=Ending.SKIPPED, text="it changed meanwhile")),
        ),
    )
    assert report_json(report) == DOCUMENT | {
        "actions": [
            BUY | {"result": "done", "task_id": "task_1", "credits": 500, "sha256": CLIP_A, "error": None},
            WAIT | {
                "result": "failed", "task_id": "task_2", "credits": None, "sha256": None,
                "error": {"code": "80007", "message": "flagged", "request_id": "req_1"},
            },
            KEEP | {"result": "done", "task_id": None, "credits": None, "sha256": CLIP_A, "error": None},
            REMOVE | {
                "result": "skipped", "task_id": None, "credits": None, "sha256": None,
                "error": {"code": None, "message": "it changed meanwhile", "request_id": None},
            },
        ],
        "totals": TOTALS | {"spent": 500},
    }  # fmt: skip
    assert keep.kind.value == "keep"
