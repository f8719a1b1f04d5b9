"""The simulator without a socket, for rehearsals: its application as a transport of httpx."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random

import httpx

from seedance_make.core.ports.clock import Clock
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.simulator.app import create_app
from seedance_make.simulator.service import Service
from seedance_make.simulator.settings import Settings


@contextmanager
def simulator_transport(
    settings: Settings, *, clock: Clock, random: Random, models: Mapping[str, VideoModel], prices: PriceTable
) -> Iterator[httpx.AsyncBaseTransport]:
    """A transport for the API's client and for downloads. Its clips are gone when the block ends."""
    with (
        tempfile.TemporaryDirectory(prefix="seedance-make-") as home,
        Service(
            settings, clock=clock, random=random, models=models, prices=prices, home=Path(home)
        ) as service,
    ):
        yield httpx.ASGITransport(app=create_app(service, random))
