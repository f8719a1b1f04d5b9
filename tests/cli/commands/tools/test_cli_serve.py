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
def serving(*words: str, said: list[str] | None = None) -> Iterator[str]:
    """The address of a server that runs while the block does; then the lines of its stderr are in `said`."""
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
            _, errors = process.communicate(timeout=20)
            assert process.returncode in {0, 130}
            if said is not None:
                said += errors.splitlines()


def test_flags_reach_the_simulator() -> None:
    with serving(
        "--port", "0", "--latency", "0", "--key", "rk_a", "--revoked", "rk_b", "--credits", "500"
    ) as url:
        assert balance(url, "rk_a") == (200, {"balance": 500})
        assert balance(url, "rk_b")[1]["error"]["code"] == 10004
        assert balance(url, "rk_c")[1]["error"]["code"] == 10003
        assert httpx.get(f"{url}/api/v1/balance").status_code == 401


KLING = """\
model: kling-3
fields: {prompt: {}, duration: {least: 1, most: 1, default: 1}, resolution: {values: [240p], default: 240p}}
billing: per-task
as_of: 2026-11-01
prices: {240p: {usd_per_task: 0.4}}
"""


def test_a_project_s_own_models_and_what_is_said_of_each_request(cli: Cli) -> None:
    cli.write(KLING, "models/kling.yaml")
    cli.write("version: 1\nmodels: [models/kling.yaml]\nshots: {a: {prompt: x, model: kling-3}}\n")
    said: list[str] = []
    with serving("--latency", "0", "-C", str(cli.folder), "--key", "rk_mine", said=said) as url:
        headers = {"Authorization": "Bearer rk_mine"}
        posted = [
            httpx.post(f"{url}/api/v1/videos/generations", headers=headers, json={"model": "kling-3", **more})
            for more in ({"prompt": "x"}, {"prompt": "x", "web_search": True})
        ]
        task = posted[0].json()["id"]
        assert httpx.get(f"{url}/api/v1/tasks/{task}", headers=headers, timeout=30).json()["usage"] == {
            "credits": 400
        }
        assert balance(url, "rk_mine") == (200, {"balance": 999_600})
        assert balance(url, "rk_other")[0] == 401
    assert said[:2] == [f"export REAPI_BASE_URL={url}", "export REAPI_API_KEY=rk_mine"]
    assert [line.split("  ", 1)[1] for line in said[2:]] == [
        f"POST /api/v1/videos/generations  200  {task} kling-3",
        "POST /api/v1/videos/generations  400  20002 unknown parameter: web_search",
        f"GET /api/v1/tasks/{task}  200  completed kling-3",
        "GET /api/v1/balance  200  999,600 credits",
        "GET /api/v1/balance  401  10003 API key is invalid",
    ]


def test_quiet_says_where_it_is_and_nothing_else() -> None:
    said: list[str] = []
    with serving("-q", said=said) as url:
        assert balance(url, "rk_a")[0] == 200
    assert said == []


def test_a_model_file_that_cannot_be_read_is_told_before_anything_is_served(cli: Cli) -> None:
    cli.write(KLING.replace("per-task", "weekly"), "models/kling.yaml")
    cli.write("version: 1\nmodels: [models/kling.yaml]\nshots: {a: {prompt: x}}\n")
    ran = cli("serve")
    assert (ran.status, ran.out) == (65, "")
    assert ran.err.startswith("models/kling.yaml:3:10: billing: must be seconds or per-task, not weekly\n")


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
