"""`--events FILE`."""

import json
import resource
from pathlib import Path

import pytest

from seedance_make.core.attempt.events import Note, Started
from seedance_make.core.errors import StoreError
from seedance_make.ui.build.events_file import events_writer

ONE = Started(count=1, total=9)
TWO = Note(shot="a/b", take=2, text="\x1b[2J\u2028ü")


def test_each_event_is_a_line_that_can_be_read_at_once(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    with events_writer(str(path)) as observe:
        observe(ONE, "t")
        assert path.read_text() == '{"name": "started", "at": "t", "count": 1, "total": 9}\n'
        observe(TWO, "t")
    lines = path.read_bytes().splitlines()
    assert [json.loads(line) for line in lines] == [ONE.as_json("t"), TWO.as_json("t")]
    assert path.read_bytes().isascii()


def test_a_file_is_begun_anew(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    path.write_text("old\n")
    with events_writer(str(path)) as observe:
        observe(ONE, "t")
    assert path.read_text().count("\n") == 1


def test_a_dash_is_stdout(capsys: pytest.CaptureFixture[str]) -> None:
    with events_writer("-") as observe:
        observe(ONE, "t")
    assert capsys.readouterr().out == '{"name": "started", "at": "t", "count": 1, "total": 9}\n'


def test_a_file_that_cannot_be_opened_is_said_before_anything_is_bought(tmp_path: Path) -> None:
    path = tmp_path / "no" / "events.ndjson"
    with pytest.raises(StoreError) as caught, events_writer(str(path)):
        pass
    assert caught.value.message == f"cannot write events to {path}: No such file or directory"
    assert caught.value.help == "give another --events FILE"


def test_a_full_disk_ends_the_events_and_not_the_build(tmp_path: Path) -> None:
    path = tmp_path / "events.ndjson"
    first = json.dumps(ONE.as_json("t")) + "\n"
    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(first) + 5, most[1]))
    try:
        with events_writer(str(path)) as observe:
            observe(ONE, "t")
            observe(TWO, "t")
            observe(ONE, "t")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert path.read_text() == first + '{"nam'
