"""Where the store is, and the event file of a build."""

import json
from pathlib import Path

import platformdirs
import pytest

from seedance_make.store.home import store_home
from seedance_make.store.runs import RunLog


def test_the_environment_decides() -> None:
    assert store_home({"SEEDANCE_MAKE_HOME": "/films/store"}) == Path("/films/store")


def test_a_relative_place_is_made_absolute_and_a_tilde_is_home() -> None:
    assert store_home({"SEEDANCE_MAKE_HOME": "store"}) == Path.cwd() / "store"
    assert store_home({"SEEDANCE_MAKE_HOME": "~/store"}) == Path.home() / "store"


@pytest.mark.parametrize("environ", [{}, {"SEEDANCE_MAKE_HOME": ""}])
def test_otherwise_it_is_the_users_data_folder(environ: dict[str, str]) -> None:
    assert store_home(environ) == platformdirs.user_data_path("seedance-make")


def test_events_are_kept_a_line_each(tmp_path: Path) -> None:
    with RunLog(tmp_path / "home", "b1") as log:
        log.write({"name": "started", "text": "ü\n"})
        log.write({"name": "finished"})
        lines = (tmp_path / "home/runs/b1.ndjson").read_text().splitlines()
    assert [json.loads(line) for line in lines] == [{"name": "started", "text": "ü\n"}, {"name": "finished"}]


def test_trouble_ends_the_log_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    log = RunLog(tmp_path / "home", "b1")
    log.write({"name": "started"})
    (tmp_path / "home").unlink()
    log.write({"name": "finished"})
    assert list(tmp_path.iterdir()) == []
