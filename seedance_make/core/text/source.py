"""Where a word of a value stands in its file, so that a caret goes under the word and not under the whole text."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from seedance_make.core.text.diagnostic import Place

_LINE_BREAK = re.compile("\r\n|[\r\n]")
_MOST_LINES = 1000  # of one value that are looked at


@dataclass(slots=True, kw_only=True)
class SourceText:
    """The files of a manifest; `sources` is file → its text."""

    sources: Mapping[str, str]
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def find(self, start: Place, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Place]]:
        """What a pattern finds on the lines from a value's start on, in order. Where the value ends is not known here:
        take no more than is known to stand in it."""
        lines = self._lines.get(start.file)
        if lines is None:
            lines = self._lines[start.file] = _LINE_BREAK.split(self.sources.get(start.file, ""))
        for number in range(start.line - 1, min(len(lines), start.line - 1 + _MOST_LINES)):
            first = start.column - 1 if number == start.line - 1 else 0
            for match in pattern.finditer(lines[number], first):
                yield (
                    match,
                    Place(file=start.file, line=number + 1, column=match.start() + 1, end=match.end() + 1),
                )
