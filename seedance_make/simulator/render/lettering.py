"""Words on a picture: each letter with a font that has it, and lines that fit.

What no font has loses its accents, or is named once a run: `[thai]`. Symbols that are lacking are left out.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from PIL import ImageDraw

from seedance_make.simulator.render.fonts import (
    OWN,
    Candidates,
    FontFile,
    face,
    font_for,
    has,
    script_of,
    system_fonts,
)

LEADING = 1.32
"""Height of a line, in font sizes."""

_MOST = 2400  # letters: more than any card has room for
_JOINERS = "\u200c\u200d"  # what Persian and Indian scripts are parted and joined by
LineSpan = tuple[int, int]
"""A line: where it begins in the text, and where it ends."""

Ink = tuple[int, ...]
"""Red, green, blue and, where it is no solid colour, alpha; 0 to 255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Words that can be drawn: `fonts` has one font a letter."""

    letters: str
    fonts: tuple[FontFile, ...]
    missing: tuple[str, ...]  # scripts that no font of this machine has

    @property
    def leftward(self) -> bool:
        """Whether it is read from right to left, by its first letter that has a direction."""
        ways = (unicodedata.bidirectional(letter) for letter in self.letters)
        return next((way for way in ways if way in {"L", "R", "AL"}), "L") != "L"


def typeset(text: str, candidates: Candidates = system_fonts) -> Text:
    """The text as it can be drawn here. Fonts of the machine are asked for only where Pillow's own does not do."""
    text = unicodedata.normalize("NFC", text)[:_MOST]
    text = "".join(c for c in text if c in _JOINERS or c.isprintable() or c.isspace()).strip()
    fonts, missing = _fonts_of(text, candidates), set[str]()
    drawn = list(_drawn(text, fonts, missing))
    return Text(
        letters="".join(letter for letter, _ in drawn),
        fonts=tuple(font for _, font in drawn),
        missing=tuple(sorted(missing)),
    )


def _fonts_of(text: str, candidates: Candidates) -> dict[str, FontFile]:
    """For each script of which Pillow's own font lacks a letter, the font that has most of them."""
    scripts: dict[str, set[str]] = {}
    for letter in set(text):
        if unicodedata.category(letter)[0] == "L":
            scripts.setdefault(script_of(letter), set()).add(letter)
    lacking = {s: letters for s, letters in sorted(scripts.items()) if not all(has(OWN, c) for c in letters)}
    fonts = {script: font_for(letters, candidates) for script, letters in lacking.items()}
    return {script: font for script, font in fonts.items() if font is not None}


def _drawn(text: str, fonts: Mapping[str, FontFile], missing: set[str]) -> Iterator[tuple[str, FontFile]]:
    """Each letter with its font. Blanks, marks and signs stay with the font of what stands before them; scripts that
    cannot be drawn are added to `missing`."""
    before, named = fonts.get("latin", OWN), ""
    for letter in text:
        category, script = unicodedata.category(letter)[0], script_of(letter)
        if category == "M" or letter in _JOINERS:
            if not named:
                yield letter, before
            continue
        choices = (fonts.get(script, OWN), OWN) if category == "L" else (before, OWN, *fonts.values())
        font = next((font for font in choices if has(font, letter)), None)
        bare = unicodedata.normalize("NFKD", letter)[0]
        if font is not None:
            before, named = font, named if letter.isspace() else ""
            yield letter, before
        elif has(OWN, bare):
            yield bare, OWN
        elif category == "L":
            missing.add(script)
            if named != script:
                yield from ((char, OWN) for char in f"[{script}]")
            named = script


@lru_cache(maxsize=32768)
def _advance(letter: str, font: FontFile, size: int) -> float:
    """Pixels to the next letter; measured alone, since shaping whole lines takes seconds for a long prompt."""
    return 0.0 if unicodedata.category(letter) in {"Mn", "Me", "Cf"} else face(font, size).getlength(letter)


def wrap_lines(text: Text, size: int, width: float) -> list[LineSpan]:
    """Lines of at most `width` pixels. A word longer than a line is broken, so scripts without blanks wrap too."""
    return [line for part in _words(text.letters) for line in _lines(text, part, size, width)]


def _words(letters: str) -> Iterator[list[LineSpan]]:
    """The words of each paragraph."""
    start = 0
    for paragraph in letters.split("\n"):
        words, at = [], start
        for blank, run in groupby(paragraph, str.isspace):
            end = at + len(list(run))
            if not blank:
                words.append((at, end))
            at = end
        yield words
        start += len(paragraph) + 1


def _lines(text: Text, words: list[LineSpan], size: int, width: float) -> Iterator[LineSpan]:
    blank = _advance(" ", OWN, size)
    begin, end, used = 0, 0, 0.0  # of the line so far; none while begin == end
    for start, stop in words:
        length = sum(_advance(text.letters[n], text.fonts[n], size) for n in range(start, stop))
        if begin < end and used + blank + length <= width:
            end, used = stop, used + blank + length
            continue
        if begin < end:
            yield begin, end
        begin, used = start, 0.0
        for n in range(start, stop):
            step = _advance(text.letters[n], text.fonts[n], size)
            if n > begin and step and used + step > width:
                yield begin, n
                begin, used = n, 0.0
            used += step
        end = stop
    if begin < end:
        yield begin, end


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Lines of a text in one size. `cut`: they are not all."""

    text: Text
    lines: tuple[LineSpan, ...]
    size: int  # pixels
    cut: bool = False

    @property
    def height(self) -> float:
        """Pixels."""
        return len(self.lines) * self.size * LEADING

    @property
    def width(self) -> float:
        """Of the longest line, in pixels."""
        return max((self._width(n) for n in range(len(self.lines))), default=0.0)

    def draw(
        self,
        draw: ImageDraw.ImageDraw,
        box: tuple[float, float, float],
        fill: Ink,
        *,
        centred: bool = False,
    ) -> None:
        """Into a box of left, top and right; a text that is read leftward begins at the right."""
        left, top, right = box
        for n in range(len(self.lines)):
            spare = right - left - self._width(n)
            x = left + (spare / 2 if centred else spare if self.text.leftward else 0)
            baseline = top + (n + 0.78) * self.size * LEADING
            for font, piece in self._pieces(n):
                draw.text((x, baseline), piece, fill, face(font, self.size), anchor="ls")
                x += face(font, self.size).getlength(piece)

    def _width(self, number: int) -> float:
        return sum(face(font, self.size).getlength(piece) for font, piece in self._pieces(number))

    def _pieces(self, number: int) -> Iterator[tuple[FontFile, str]]:
        """A line's letters, those of one font together."""
        for font, run in groupby(range(*self.lines[number]), lambda n: self.text.fonts[n]):
            yield font, "".join(self.text.letters[n] for n in run)
        if self.cut and number == len(self.lines) - 1:
            yield OWN, " …"


def fit(text: Text, box: tuple[float, float], sizes: tuple[int, int]) -> Block:
    """In the largest of `sizes` (least, greatest) at which the text fits the box of width and height. What does not fit
    at the least size is left out."""
    least, size = sizes
    while True:
        lines, room = wrap_lines(text, size, box[0]), int(box[1] / (size * LEADING))
        if len(lines) <= room or size <= least:
            return Block(text=text, lines=tuple(lines[:room]), size=size, cut=len(lines) > room)
        size = max(least, int(size * 0.92))
