"""`serve`: the simulator over real sockets, from its first line on."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from cli_tools import ROOT, Cli


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """The address of a server that runs while the block does."""
    with subprocess.Popen(
        [sys.executable, "-m", "seedance_make", "serve", *words],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("serving http://127.0.0.1:"), process.communicate()
            yield line.removeprefix("serving ").strip()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) in {0, 130}


def test_flags_reach_the_simulator() -> None:
    with serving(
        "--port", "0", "--latency", "0", "--key", "rk_a", "--revoked", "rk_b", "--credits", "500"
    ) as url:
        assert balance(url, "rk_a") == (200, {"balance": 500})
        assert balance(url, "rk_b")[1]["error"]["code"] == 10004
        assert balance(url, "rk_c")[1]["error"]["code"] == 10003
        assert httpx.get(f"{url}/api/v1/balance").status_code == 401


def balance(url: str, key: str) -> tuple[int, Any]:
    answer = httpx.get(f"{url}/api/v1/balance", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.json()


def test_rehearsed_failures_and_the_rate() -> None:
    with serving("--fail", "30001", "--rate", "1") as url:
        headers = {"Authorization": "Bearer rk_x"}
        body = {"model": "seedance-2.0-mini", "prompt": "x"}
        codes = [
            httpx.post(f"{url}/api/v1/videos/generations", headers=headers, json=body).json()["error"]["code"]
            for _ in range(2)
        ]
        assert codes == [30001, 50001]


def test_a_taken_port_and_a_host_that_is_not_this_machine(cli: Cli) -> None:
    with serving("--port", "0") as url:
        port = url.rpartition(":")[2]
        ran = cli("serve", "--port", port)
        assert (ran.status, ran.out) == (64, "")
        assert ran.err == (
            f"seedance-make: cannot serve on 127.0.0.1:{port}: address already in use\n   help: --port 0 picks a free one\n"
        )
    ran = cli("serve", "--host", "0.0.0.0")
    assert ran.err == (
        "seedance-make: --host 0.0.0.0 is not a loopback address\n   help: the simulator is for this machine alone\n"
    )


@pytest.mark.parametrize("text", ["80003:x", ":5", "80003:0"])
def test_a_failure_that_is_none(cli: Cli, text: str) -> None:
    ran = cli("serve", "--fail", text)
    assert ran.status == 64
    assert (
        ran.err == f"seedance-make: --fail: `{text}` is not CODE:N, such as 80003:5 for every fifth request\n"
    )
