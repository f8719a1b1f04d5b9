"""Runs the simulator as a server on this machine, until it is interrupted."""

import signal
import socket
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import uvicorn

from seedance_make.core.ports.clock import Clock
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.simulator.app import create_app
from seedance_make.simulator.request_log import Application, RequestLog
from seedance_make.simulator.service import Service
from seedance_make.simulator.settings import Settings


def _say(line: str) -> None:
    """A line on stderr. Nobody may be there to read it."""
    with suppress(OSError):
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()


class _Server(uvicorn.Server):
    """Ends in order at the first signal. Uvicorn's own raises the signal again, which would leave the clips behind."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        signals = (signal.SIGINT, signal.SIGTERM)
        before = [signal.signal(one, self.handle_exit) for one in signals]
        try:
            yield
        finally:
            for one, handler in zip(signals, before, strict=True):
                signal.signal(one, handler)


def serve_forever(
    settings: Settings,
    *,
    clock: Clock,
    models: Mapping[str, VideoModel],
    prices: PriceTable,
    host: str = "127.0.0.1",
    port: int = 0,
    quiet: bool = False,
) -> None:
    """Serve until SIGINT or SIGTERM. Port 0 picks a free one. Raises OSError when the port is taken.

    The first line on stdout is `serving http://HOST:PORT`, written once connections are accepted. Unless `quiet`, stderr
    has what to type in the other terminal, and a line a request.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as listener, tempfile.TemporaryDirectory(prefix="seedance-make-") as folder:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listener.getsockname()[1]}"
        sys.stdout.write(f"serving {address}\n")
        sys.stdout.flush()
        if not quiet:
            _say(f"export REAPI_BASE_URL={address}")
            _say(f"export REAPI_API_KEY={min(settings.keys, default='rk_any')}")
        random = Random()  # noqa: S311 - ids and jitter
        with Service(
            settings, clock=clock, random=random, models=models, prices=prices, home=Path(folder)
        ) as service:
            app: Application = create_app(service, random)
            if not quiet:
                app = RequestLog(app, clock, _say)
            config = uvicorn.Config(app, log_config=None, log_level="critical", timeout_graceful_shutdown=3)
            _Server(config).run(sockets=[listener])
