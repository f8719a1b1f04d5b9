"""What CONTRIBUTING says of the tree must stay true of it."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def test_every_file_of_the_map_is_there() -> None:
    named = re.findall(r"`([a-z_]+/[\w./-]+\.(?:py|yaml))`", TEXT.split("## Set up")[0])
    assert [path for path in named if not (ROOT / "seedance_make" / path).is_file()] == []
    assert len(named) > 30


def test_the_map_answers_twenty_questions() -> None:
    assert len(re.findall(r"^\| .+\? \| ", TEXT.split("### The walk")[0], re.MULTILINE)) >= 20
