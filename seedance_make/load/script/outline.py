"""What a screenplay or a shot list says, before it is a storyboard: shots in order, each with its folder, words and notes.

Nothing is made up and nothing is left out: each line of the source is in a prompt, in a note, or, of a title page, in a
comment.
"""

import re
from dataclasses import dataclass, field

from seedance_make.load.yaml.file_text import FORBIDDEN

_BREAKS = re.compile(r"\r\n|\r|\n")
_BLANKS = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_ASIDES = re.compile(r"/\*.*?\*/|\[\[.*?\]\]", re.DOTALL)


MOST_SECTIONS = 3
"""Folders that sections give: deeper ones are notes alone."""


@dataclass(slots=True, kw_only=True)
class Speech:
    """What one person says: lines of dialogue, and directions in their parentheses between them."""

    speaker: str
    manner: str = ""  # what stands behind the name: (V.O.)
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class DraftShot:
    """One shot as the source has it."""

    folder: tuple[str, ...] = ()  # sections and scene, as they are written
    scene: int = 0  # tells two scenes of one heading apart
    label: str = ""  # what the source calls the shot
    words: list[str | Speech] = field(default_factory=list)
    cast: list[str] = field(default_factory=list)  # who is in it without a word said of them
    note: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Outline:
    """The whole source. `front`: the lines of its title page, or what stands before its table."""

    title: str = ""
    front: list[str] = field(default_factory=list)
    shots: list[DraftShot] = field(default_factory=list)


def lines_of(text: str) -> list[str]:
    """The lines of a source, without what no storyboard may hold: what breaks a line elsewhere is a blank, what steers
    a terminal or the direction of writing is `�`."""
    return [FORBIDDEN.sub("�", _BLANKS.sub(" ", line)) for line in _BREAKS.split(text)]


def without_asides(text: str) -> tuple[str, bool]:
    """The text without `/* … */` and `[[ … ]]`, which are remarks to people, and whether it had any."""
    kept = _ASIDES.sub("", text)
    return kept, kept != text
