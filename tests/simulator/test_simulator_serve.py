"""The real server on a real socket."""

import http.server
import io
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from simulator_tools import POST, body

from seedance_make.media.probe import clip_facts

SCRIPT = """
from seedance_make.core.request.price_table import SHIPPED
from seedance_make.load.models.library import shipped_models
from seedance_make.cli.clock import SystemClock
from seedance_make.simulator.serve import serve_forever
from seedance_make.simulator.settings import Settings
settings = Settings(latency=0.05, keys=frozenset({"rk_good"}))
serve_forever(settings, clock=SystemClock(), models=shipped_models(), prices=SHIPPED, quiet=True)
"""


@contextmanager
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={"PATH": "", "TMPDIR": str(tmp_path)},
    )
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert re.fullmatch(r"serving http://127\.0\.0\.1:\d+\n", line)
        yield process, line.split()[1]
    finally:
        process.kill()
        process.communicate()


@contextmanager
def pictures() -> Iterator[tuple[str, list[str]]]:
    """A server of somebody's own pictures on this machine."""
    asked: list[str] = []
    out = io.BytesIO()
    Image.new("RGB", (300, 600), (250, 0, 0)).save(out, "PNG")

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(out.getvalue())

        def log_message(self, *_args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/first.png", asked
    finally:
        server.shutdown()
        server.server_close()


def finished(client: httpx.Client, task_id: str) -> dict[str, Any]:
    while True:  # a task that never ends is ended by the test's own time limit
        task: dict[str, Any] = client.get(f"/api/v1/tasks/{task_id}").json()
        if task["status"] != "processing":
            return task


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_clip_over_a_socket_and_a_clean_end(tmp_path: Path, how: signal.Signals) -> None:
    with served(tmp_path) as (process, url), pictures() as (first, asked):
        with httpx.Client(
            base_url=url, headers={"Authorization": "Bearer rk_good"}, trust_env=False
        ) as client:
            bad = client.get("/api/v1/balance", headers={"Authorization": "Bearer rk_bad"})
            assert (bad.status_code, bad.json()["error"]["code"]) == (401, 10003)
            made = client.post(POST, json=body(first_frame_url=first, aspect_ratio="adaptive"))
            task = finished(client, made.json()["id"])
            assert task["status"] == "completed"
            assert task["usage"] == {"credits": 181}
            clip = client.get(task["output"]["video_urls"][0])
            assert task["output"]["video_urls"][0].startswith(url)
        facts = clip_facts(io.BytesIO(clip.content))
        assert (facts.width, facts.height, facts.frames) == (496, 864, 97)
        assert asked == ["/first.png"]
        process.send_signal(how)
        out, err = process.communicate(timeout=20)
        assert (process.returncode, out, err) == (0, "", "")
        assert list(tmp_path.iterdir()) == []
