"""`build --temporal`: durable workflows whose steps are builds. A real development server, real workers, one POST each."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer
from team_films import Machine
from temporal_service import TemporalServer, temporal_server, working

Make = Callable[..., Machine]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TemporalServer]:
    with temporal_server(tmp_path) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, proxy: ScriptedProxy, api: ScriptedServer) -> Make:
    """Another machine with the same film: two shots, and one that goes on from the first."""

    def make(name: str) -> Machine:
        made = Machine(tmp_path / name, api, proxy, f"s3://harbour/{tmp_path.name}")
        made.shots(
            head=f"team: {made.team}",
            boat="a red boat",
            pier="an empty pier",
            wave={"prompt": "a wave lifts it", "first_frame": {"shot": "boat"}},
        )
        return made

    return make


def test_workers_buy_and_the_command_line_brings(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, other = machine("mara"), machine("other")
    with working(other, service):
        ran = mara.build("--temporal", service.address)
    assert (ran.status, ran.results) == (0, {"boat": "done", "pier": "done", "wave": "done"}), ran
    assert len(api.posts) == 3
    assert sorted(mara.outputs) == ["boat", "pier", "wave"]
    assert mara.rows == []  # the purchases are in the worker's journal
    other.assert_trust(mara)
