"""Words on a picture: fonts that are always there, scripts that they lack, and lines that fit.

Pillow's own font knows plain Latin alone. A prompt in another script is drawn with the common system font that
has most of it; what even that lacks loses its accents, or is named: `[cyrillic]`, `[hangul]`.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache

from PIL import ImageFont

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

_SYSTEM = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "Arial Unicode.ttf",
    "arial.ttf",
    "NotoSansCJK-Regular.ttc",
    "PingFang.ttc",
    "Hiragino Sans GB.ttc",
    "AppleSDGothicNeo.ttc",
    "msyh.ttc",
    "malgun.ttf",
    "meiryo.ttc",
)
_MOST = 2400  # letters: more than any card has room for
_NOWHERE = "\U0010ffff"  # a noncharacter: every font draws its "missing" box for it
_SYMBOLS = ("So", "Sk", "Cn", "Co", "Cf", "Cc", "Cs", "Mn", "Me")


@lru_cache(maxsize=128)
def font(size: int, name: str = "") -> Font:
    """Pillow's own font, or a system font by its file name, `size` pixels high. Raises OSError for one not there."""
    return ImageFont.truetype(name, size) if name else ImageFont.load_default(size)


def legible(text: str) -> tuple[str, str]:
    """The text as it can be drawn, and the name of the font that draws most of it (empty for Pillow's own)."""
    text = unicodedata.normalize(
        "NFC", "".join(c for c in text if c == "\n" or c.isprintable() or c.isspace())
    )
    letters = {c for c in text if unicodedata.category(c) not in _SYMBOLS}
    best, fewest = "", len(letters) + 1
    for name in ("", *_SYSTEM):
        missing = sum(not _has(name, letter) for letter in letters)
        if missing < fewest:
            best, fewest = name, missing
        if not missing:
            break
    return "".join(_stand_ins(text, best)).strip(), best


@lru_cache(maxsize=4096)
def _has(name: str, letter: str) -> bool:
    if letter.isspace():
        return True
    missing = _box(name)
    return missing is not None and bytes(font(24, name).getmask(letter)) != missing


@lru_cache(maxsize=32)
def _box(name: str) -> bytes | None:
    """How a font draws what it lacks; None when the font is not on this machine."""
    try:
        return bytes(font(24, name).getmask(_NOWHERE))
    except OSError:
        return None


def _stand_ins(text: str, name: str) -> Iterator[str]:
    """Each letter, its bare form, or once a run the name of its script. Symbols that are lacking are left out."""
    before = ""
    for letter in text:
        bare = unicodedata.normalize("NFKD", letter)[0]
        drawn = next((one for one in (letter, bare) if _has(name, one)), None)
        if drawn is not None:
            yield drawn
            before = before if letter.isspace() else ""
        elif unicodedata.category(letter)[0] not in "SCMP":
            script = _script(letter)
            if script != before:
                yield f"[{script}]"
            before = script


def _script(letter: str) -> str:
    """The first word of its name: cyrillic, hangul; the scripts of one Japanese sentence are one."""
    word = unicodedata.name(letter, "other").split()[0].lower()
    return "cjk" if word in {"hiragana", "katakana", "ideographic", "fullwidth", "halfwidth"} else word


def wrap_pixels(text: str, face: Font, width: float) -> list[str]:
    """Lines of at most `width` pixels. A word longer than a line is broken, so scripts without blanks wrap too.

    Letters are measured one by one, each once: shaping whole lines takes seconds for a long prompt.
    """
    advances = {letter: face.getlength(letter) for letter in {*"".join(text.split()), " "}}
    return [line for part in text.splitlines() for line in _paragraph(part.split(), advances, width)]


def _paragraph(words: list[str], advances: Mapping[str, float], width: float) -> Iterator[str]:
    line, used = "", 0.0
    for word in words:
        length = sum(map(advances.__getitem__, word))
        if line and used + advances[" "] + length <= width:
            line, used = f"{line} {word}", used + advances[" "] + length
            continue
        if line:
            yield line
        *whole, (line, used) = _pieces(word, advances, width)
        yield from (piece for piece, _length in whole)
    if line:
        yield line


def _pieces(word: str, advances: Mapping[str, float], width: float) -> Iterator[tuple[str, float]]:
    """The word in parts that fit a line, with their lengths; one part as a rule."""
    start, used = 0, 0.0
    for at, letter in enumerate(word):
        if at > start and used + advances[letter] > width:
            yield word[start:at], used
            start, used = at, 0.0
        used += advances[letter]
    yield word[start:], used


def fit(text: str, name: str, box: tuple[int, int], sizes: tuple[int, int]) -> tuple[list[str], int]:
    """Lines and font size, the largest of `sizes` (least, greatest) at which the text fits the box of pixels.

    What does not fit at the least size ends in an ellipsis.
    """
    least, size = sizes
    while True:
        lines, most = wrap_pixels(text, font(size, name), box[0]), max(1, int(box[1] / (size * LEADING)))
        if len(lines) <= most:
            return lines, size
        if size <= least:
            return [*lines[: most - 1], lines[most - 1].rstrip(" .,;") + " …"], size
        size = max(least, int(size * 0.92))


LEADING = 1.32
"""Height of a line, in font sizes."""
