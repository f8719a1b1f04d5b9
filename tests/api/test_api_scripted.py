"""The scripted server itself: a ledger that tests trust has to be right."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
import scripted_server
from api_tools import BODY, MemorySink, fetch, poll, submit
from scripted_server import ScriptedServer

from seedance_make.core.attempt.outcome import Fetched, TaskReport


def test_it_charges_refunds_and_knows_what_it_gave_out() -> None:
    with ScriptedServer(credits=1000) as server:
        server.script.fail(80003)
        submit(server)
        submit(server)
        poll(server, "task_000001")
        assert server.ids == ["task_000001", "task_000002"]
        assert (server.api.credits, server.spent()) == (774, 226)
        server.assert_never_paid_twice()


def test_it_sees_a_double_payment_whatever_the_white_space() -> None:
    with ScriptedServer() as server:
        submit(server)
        submit(server, BODY.replace(b"A kitten", b"A  kitten "))
        server.assert_never_paid_twice(takes=2)
        with pytest.raises(AssertionError, match="paid more than 1 time"):
            server.assert_never_paid_twice()


@pytest.mark.parametrize("charged", [True, False])
@pytest.mark.parametrize("fault", [{"status": 500}, {"reset": "after"}, {"raw": b""}, {"body": "garbage"}])
def test_a_spoiled_post_is_charged_as_told(fault: dict[str, object], charged: bool) -> None:
    with ScriptedServer() as server:
        server.script.post(**fault, charged=charged)
        submit(server)
        assert (len(server.posts), len(server.api.tasks), server.ids) == (1, int(charged), [])


def test_an_id_that_nobody_waited_for_was_not_given_out() -> None:
    with ScriptedServer() as server:
        server.script.post(hang=True)
        submit(server, seconds=0.2)
        assert (len(server.api.tasks), server.ids) == (1, [])


@pytest.mark.parametrize(
    ("request_", "cost"),
    [
        ({"prompt": "x"}, 487),
        ({"prompt": "x", "resolution": "480p"}, 226),
        (
            {"prompt": "x", "reference_image_urls": ["https://a/b"], "reference_video_urls": ["https://a/c"]},
            772,
        ),
    ],
)
def test_it_bills_by_the_documents_formula(request_: dict[str, object], cost: int) -> None:
    with ScriptedServer() as server:
        submit(server, json.dumps({"model": "seedance-2.0-mini", **request_}).encode())
        assert server.spent() == cost


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"prompt": " "}, "20002"), ({"duration": 3}, "20002"), ({"duration": 5.0}, "20002"), ({"resolution": "1080p"}, "20002"),
        ({"aspect_ratio": "16x9"}, "20002"), ({"seed": 1}, "20002"), ({"web_search": "yes"}, "20002"), ({"model": "x"}, "20004"),
        ({"reference_image_urls": []}, "20002"), ({"first_frame_url": "data:x"}, "20002"),
    ],
)  # fmt: skip
def test_it_refuses_what_the_document_refuses(change: dict[str, object], code: str) -> None:
    with ScriptedServer() as server:
        outcome = submit(server, json.dumps({**json.loads(BODY), **change}).encode())
        assert outcome.fault.code == code
        assert server.api.tasks == {}


def test_no_credits_and_no_price_are_refused() -> None:
    with ScriptedServer(credits=225) as server:
        assert submit(server).fault.code == "30001"
    with ScriptedServer(reference_seconds=None) as server:
        body = {**json.loads(BODY), "reference_video_urls": ["https://a/b"]}
        assert submit(server, json.dumps(body).encode()).fault.code == "PRICING_UNAVAILABLE"


def test_faults_are_used_in_order_and_skip_what_they_should() -> None:
    with ScriptedServer() as server:
        server.script.post(status=500, skip=1, times=2)
        server.script.post(error=(20002, "no"), prompt="kitten")
        assert [type(submit(server)).__name__ for _ in range(5)] == [
            "Accepted", "Unknown", "Unknown", "Rejected", "Accepted",
        ]  # fmt: skip


def test_alone_it_reads_a_script_and_tells_its_ledger(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text(json.dumps([{"on": "post", "status": 503, "charged": True}]))
    program = [sys.executable, scripted_server.__file__, "--script", str(script), "--polls", "1"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said, url = process.stdout.readline().split()
        try:
            assert said == "serving"
            server = type("There", (), {"url": url})()
            assert type(submit(server)).__name__ == "Unknown"
            assert type(submit(server)).__name__ == "Accepted"
            report = poll(server, "task_000002")
            assert isinstance(report, TaskReport)
            assert isinstance(fetch(report.urls[0], MemorySink()), Fetched)
            with urllib.request.urlopen(f"{url}/_ledger", timeout=5) as answer:
                ledger = json.load(answer)
        finally:
            process.terminate()
    assert ledger["ids"] == ["task_000002"]
    assert [len(ids) for ids in ledger["charges"].values()] == [2]
