"""A GET of a task or of the balance, and all that can become of it, over real sockets."""

import pytest
from api_tools import BODY, ask, closed_port, poll, submit
from scripted_server import ScriptedServer

from seedance_make.core.attempt.outcome import KeyRefused, NoAnswer, TaskMissing, TaskReport, TaskStatus

MODEL = "seedance-2.0-mini"
ID = "task_000001"
EARLY = "the connection ended early, or what came is not HTTP"


def done(server: ScriptedServer, **fault: object) -> object:
    """The answer to one poll of a task that is finished, spoiled by a fault."""
    submit(server)
    if fault:
        server.script.poll(**fault)
    return poll(server, ID, MODEL)


def test_a_task_is_processing_then_completed_with_its_real_charge() -> None:
    with ScriptedServer(polls=2) as server:
        submit(server)
        assert poll(server, ID, MODEL) == TaskReport(task_id=ID, status=TaskStatus.PROCESSING, model=MODEL)
        assert poll(server, ID, MODEL) == TaskReport(
            task_id=ID,
            model=MODEL,
            status=TaskStatus.COMPLETED,
            urls=(f"{server.url}/media/tasks/{ID}/0.mp4",),
            credits=226,
        )
        assert server.polls[0].headers["authorization"] == f"Bearer {server.key}"


def test_several_videos_are_all_named() -> None:
    with ScriptedServer(videos=3) as server:
        report = done(server)
        assert isinstance(report, TaskReport)
        assert report.urls == tuple(f"{server.url}/media/tasks/{ID}/{n}.mp4" for n in range(3))


@pytest.mark.parametrize(
    "code", [20002, 80003, "80006", 80007, 60099, 70001, "PRICING_UNAVAILABLE", 12345, "WAT"]
)
def test_a_failed_task_tells_its_code_and_costs_nothing(code: int | str) -> None:
    with ScriptedServer() as server:
        server.script.fail(code, "no \x1b[31mluck")
        report = done(server)
        assert isinstance(report, TaskReport)
        assert report.fault is not None
        assert (report.status, report.fault.code, report.fault.http, report.fault.message, report.credits) == (
            TaskStatus.FAILED, str(code), None, "no luck", 0,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (None, "no reason was given"),
        ("a text", "a text"),
        ({"message": "?"}, "no reason was given"),
        ([], "no reason was given"),
    ],
)
def test_a_failed_task_without_an_envelope_is_failed_all_the_same(error: object, message: str) -> None:
    with ScriptedServer() as server:
        report = done(server, task={"status": "failed", "error": error})
        assert isinstance(report, TaskReport)
        assert report.fault is not None
        assert (report.status, report.fault.code, report.fault.message) == (TaskStatus.FAILED, None, message)


@pytest.mark.parametrize("status", ["dreaming", "queued", "", "succeeded"])
def test_an_unknown_status_is_processing_and_said(status: str) -> None:
    with ScriptedServer() as server:
        assert done(server, task={"status": status}) == TaskReport(
            task_id=ID,
            model=MODEL,
            status=TaskStatus.PROCESSING,
            credits=226,
            remark=f"the task's status is “{status}”, taken for processing",
        )


def test_unknown_fields_change_nothing() -> None:
    with ScriptedServer() as server:
        plain = done(server)
        server.script.poll(task={"progress": 0.5, "extra": {"deep": [1, 2, {"id": "task_other"}]}})
        assert poll(server, ID, MODEL) == plain


@pytest.mark.parametrize(
    "output",
    [
        None, {}, [], "x", {"video_urls": None}, {"video_urls": []}, {"video_urls": [None, 3, {}, "", "  "]},
        {"video_urls": ["ftp://x/y", "file:///etc/passwd", "data:video/mp4;base64,AAAA", "//x/y", "https://a/\n"*2]},
        {"video_urls": {"0": "https://x/y"}}, {"video_urls": ["https://x/\x1b[2J"]},
    ],
)  # fmt: skip
def test_completed_without_a_usable_url_is_completed_with_none(output: object) -> None:
    with ScriptedServer() as server:
        assert done(server, task={"output": output}) == TaskReport(
            task_id=ID,
            model=MODEL,
            status=TaskStatus.COMPLETED,
            credits=226,
            remark="the task is completed, but names no video that can be fetched",
        )


def test_what_is_usable_among_odd_urls_is_kept_and_the_rest_said() -> None:
    with ScriptedServer() as server:
        report = done(
            server, task={"output": {"video_urls": ["https://a.example/1", None, "https://a.example/2"]}}
        )
        assert isinstance(report, TaskReport)
        assert report.urls == ("https://a.example/1", "https://a.example/2")
        assert report.remark == "1 of the task's 3 video addresses cannot be used"


@pytest.mark.parametrize(
    ("usage", "charge"),
    [
        ({"credits": 12}, 12), ({"credits": 12.0}, 12), ({"credits": "12"}, 12), ({"credits": 0}, 0), ({"credits": 12.5}, None),
        ({"credits": -1}, None), ({"credits": True}, None), ({"credits": 10**30}, None), ({"credits": "9" * 400}, None),
        ({}, None), (None, None), ([], None),
    ],
)  # fmt: skip
def test_the_charge_is_read_liberally_and_never_made_up(usage: object, charge: int | None) -> None:
    with ScriptedServer() as server:
        report = done(server, task={"usage": usage})
        assert isinstance(report, TaskReport)
        assert report.credits == charge


@pytest.mark.parametrize(
    "change", [{"id": "task_other"}, {"id": None, "task_id": "task_other"}, {"id": 7}, {"id": {}}]
)
def test_another_tasks_answer_is_refused(change: dict[str, object]) -> None:
    with ScriptedServer() as server:
        assert done(server, task=change) == NoAnswer(reason="the API answered about another task")


@pytest.mark.parametrize("model", ["seedance-2.0", 7])
def test_another_models_answer_is_refused(model: object) -> None:
    with ScriptedServer() as server:
        assert done(server, task={"model": model}) == NoAnswer(reason="the API answered about another model")


def test_an_answer_that_leaves_out_id_and_model_is_taken() -> None:
    with ScriptedServer() as server:
        assert isinstance(done(server, task={"id": None, "model": None}), TaskReport)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_5xx_is_trouble(status: int) -> None:
    with ScriptedServer() as server:
        assert done(server, status=status, headers={"Retry-After": "3"}) == NoAnswer(
            reason=f"the API answered HTTP {status}", retry_after=3.0
        )


def test_a_429_tells_its_code_and_its_pause() -> None:
    with ScriptedServer() as server:
        assert done(server, status=429, error=(50001, "slow"), headers={"Retry-After": "2"}) == NoAnswer(
            reason="the API answered HTTP 429 (code 50001)", retry_after=2.0, limited=True
        )


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ({"reset": "after"}, "the connection broke"),
        ({"raw": b""}, "the connection ended early, or what came is not HTTP"),
        ({"raw": b"\x00\xff garbage\r\n\r\n"}, "the connection ended early, or what came is not HTTP"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example/"}}, "the API answered HTTP 302"),
        ({"status": 200, "body": b"<html>"}, "the API answered HTTP 200 with something that is no task"),
        ({"status": 200, "body": b"[" * 100_000}, "the API answered HTTP 200 with something that is no task"),
        ({"status": 200, "body": {"id": ID}}, "the API answered HTTP 200 with something that is no task"),
        (
            {"status": 200, "body": b'{"x": "' + b"y" * 10_000_000 + b'"}'},
            "the API answered HTTP 200 with something that is no task, and it was longer than 1048576 bytes",
        ),
        (
            {"status": 200, "body": b" " * 20_000_000, "gzip": True},
            "the API answered HTTP 200 with something that is no task",
        ),
        (
            {"truncate": 20},
            f"the API answered HTTP 200 with something that is no task, and {EARLY}",
        ),
    ],
    ids=["reset", "closed", "garbage", "redirect", "html", "deep", "no status", "huge", "bomb", "cut"],
)  # fmt: skip
def test_what_is_no_answer_is_trouble(fault: dict[str, object], reason: str) -> None:
    with ScriptedServer() as server:
        assert done(server, **fault) == NoAnswer(reason=reason)
        assert len(server.requests) == 2


def test_no_answer_in_time_is_trouble() -> None:
    with ScriptedServer() as server:
        submit(server)
        server.script.poll(hang=True)
        assert poll(server, ID, seconds=0.2) == NoAnswer(reason="it took longer than 0.2 s")


def test_nobody_there_is_trouble_that_says_so() -> None:
    answer = ask(f"http://127.0.0.1:{closed_port()}", lambda client: client.task(ID))
    assert isinstance(answer, NoAnswer)
    assert not answer.reached


@pytest.mark.parametrize(
    ("status", "code"), [(404, 40001), (404, "NOT_FOUND"), (404, None), (400, 40001), (403, 40001)]
)
def test_a_missing_task_is_missing(status: int, code: object) -> None:
    with ScriptedServer() as server:
        answer = done(
            server, status=status, **({"error": (code, "not found")} if code else {"body": "<html>"})
        )
        assert answer == TaskMissing()


@pytest.mark.parametrize(
    ("status", "code"), [(401, 10003), (401, None), (403, 10006), (403, None), (400, 10004), (404, 10004)]
)
def test_a_refused_key_is_said(status: int, code: int | None) -> None:
    with ScriptedServer() as server:
        answer = done(server, status=status, **({"error": (code, "no")} if code else {"body": "<html>"}))
        assert isinstance(answer, KeyRefused)
        assert answer.fault.code == (str(code) if code else None)


@pytest.mark.parametrize("task_id", ["../balance", "a/b", "a?b", "a#b", "a%2e%2e", "a b"])
def test_an_id_cannot_reach_another_path(task_id: str) -> None:
    with ScriptedServer() as server:
        assert isinstance(poll(server, task_id), TaskMissing)
        assert server.requests[0].path.startswith("/api/v1/tasks/")
        assert set(server.requests[0].path.removeprefix("/api/v1/tasks/")).isdisjoint("/?# ")


@pytest.mark.parametrize(
    ("said", "credits_left"), [(1234, 1234), (1234.0, 1234), ("1234", 1234), (0, 0), (-5, -5)]
)
def test_the_balance_is_whole_credits(said: object, credits_left: int) -> None:
    with ScriptedServer() as server:
        server.script.balance(body={"balance": said})
        assert ask(server.url, lambda client: client.balance()) == credits_left


@pytest.mark.parametrize(
    "body", [{}, {"balance": None}, {"balance": "much"}, {"balance": True}, [], {"balance": 1.5}]
)
def test_a_balance_that_is_none_is_trouble(body: object) -> None:
    with ScriptedServer() as server:
        server.script.balance(body=body)
        assert isinstance(ask(server.url, lambda client: client.balance()), NoAnswer)


def test_a_balance_can_be_refused_or_not_be_there() -> None:
    with ScriptedServer() as server:
        server.script.balance(status=404)
        assert ask(server.url, lambda client: client.balance()) == NoAnswer(
            reason="the API has no balance at this address (HTTP 404)"
        )
        assert isinstance(ask(server.url, lambda client: client.balance(), key="rk_wrong_key"), KeyRefused)


def test_the_script_matches_by_prompt() -> None:
    with ScriptedServer() as server:
        server.script.post(prompt="harbour", error=(20002, "no"))
        assert type(submit(server)).__name__ == "Accepted"
        assert type(submit(server, BODY.replace(b"kitten", b"harbour"))).__name__ == "Rejected"
