"""Where a character that nobody sees stands in a value: itself, or as an escape of quoted text."""

import re
from dataclasses import replace

from seedance_make.core.text.diagnostic import Place
from seedance_make.load.yaml.file_text import FORBIDDEN, FileText

_ESCAPE = re.compile(
    rf"{FORBIDDEN.pattern}|\\(?:x[0-9a-fA-F]{{2}}|u[0-9a-fA-F]{{4}}|U[0-9a-fA-F]{{8}}|.)", re.DOTALL
)
_SHORT_ESCAPES = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "e": "\x1b", "N": "\x85"}


def _escaped(written: str) -> str:
    """The character that an escape of quoted text means, where it is one that nobody sees."""
    if written[1:2] in "xuU":
        return chr(int(written[2:], base=16))  # noqa: FURB166 - `\\x1b` is no Python number
    return _SHORT_ESCAPES.get(written[1:], "")


def place_of_unseen(text: FileText, start: int, end: int, *, quoted: bool) -> Place | None:
    """The first one between two indexes of the text; None where there is none. `quoted`: in double quotes."""
    source = text.text[start:end]
    for match in _ESCAPE.finditer(source) if quoted else FORBIDDEN.finditer(source):
        if FORBIDDEN.fullmatch(match[0]) or FORBIDDEN.fullmatch(_escaped(match[0])):
            place = text.place_at(start + match.start())
            return replace(place, end=place.column + len(match[0]))
    return None
