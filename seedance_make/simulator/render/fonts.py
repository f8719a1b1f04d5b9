"""Which font draws a letter: Pillow's own where it has it, else one of this machine's, looked for script by script.

Pillow's own is always there and knows Latin alone. For other scripts fontconfig is asked where it is installed (it knows
every font and what each has); elsewhere the usual folders are gone through. A font is believed only once it has drawn
the letters.
"""

import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

from PIL import ImageFont

Face = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font by its file (or file name, which Pillow looks for), and its number in a collection."""

    path: str = ""  # empty: the font that comes with Pillow
    index: int = 0


OWN = FontFile()

Candidates = Callable[[Collection[str], str], Iterable[FontFile]]
"""Letters and a script → fonts that may have them, the likeliest first."""

_TRIED = 400  # fonts for one script, where none has all of its letters
_SECONDS = 20  # that fontconfig may take: it may have to read every font first
_NOWHERE = "\U0010ffff"  # a noncharacter: every font draws its "missing" box for it
_EAST_ASIAN = {"hiragana", "katakana", "ideographic", "fullwidth", "halfwidth", "kangxi", "bopomofo"}
_LANGUAGES = {"hiragana": "ja", "katakana": "ja", "hangul": "ko", "cjk": "zh-cn"}
_COMMON = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf", "arial.ttf", "NotoSansCJK-Regular.ttc", "PingFang.ttc",
    "Hiragino Sans GB.ttc", "AppleSDGothicNeo.ttc", "msyh.ttc", "malgun.ttf", "meiryo.ttc", "Nirmala.ttf", "LeelawUI.ttf",
)  # fmt: skip
"""Fonts of Linux, macOS and Windows that have much."""

_FOLDERS = {
    "darwin": ("~/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"),
    "win32": ("~/AppData/Local/Microsoft/Windows/Fonts", "C:/Windows/Fonts"),
}
_UNIX_FOLDERS = ("~/.fonts", "~/.local/share/fonts", "/usr/local/share/fonts", "/usr/share/fonts")


@lru_cache(maxsize=512)
def face(font: FontFile, size: int) -> Face:
    """The font at `size` pixels. Raises OSError for one that is not there."""
    if not font.path:
        return ImageFont.load_default(size)
    return ImageFont.truetype(font.path, size, index=font.index)


@lru_cache(maxsize=16384)
def has(font: FontFile, letter: str) -> bool:
    """Whether the font can draw a letter; False where the font is not there."""
    if letter.isspace():
        return True
    missing = _box(font)
    return missing is not None and bytes(face(font, 24).getmask(letter)) != missing


@lru_cache(maxsize=512)
def _box(font: FontFile) -> bytes | None:
    """How a font draws what it lacks."""
    try:
        return bytes(face(font, 24).getmask(_NOWHERE))
    except OSError:
        return None


def script_of(letter: str) -> str:
    """The first word of a letter's name: cyrillic, hangul; the scripts of one Japanese sentence are one, cjk."""
    word = _word(letter)
    return "cjk" if word in _EAST_ASIAN else word


def people_name(script: str) -> str:
    """What people call a script of `script_of`."""
    return {"cjk": "Chinese or Japanese", "hangul": "Korean"}.get(script, script.capitalize())


def _word(letter: str) -> str:
    return unicodedata.name(letter, "other").split()[0].lower()


def font_for(letters: Collection[str], candidates: Candidates) -> FontFile | None:
    """The first font that has all of these letters, else that which has the most; None where none has any."""
    best, most = None, 0
    for font in islice(candidates(letters, script_of(min(letters))), _TRIED):
        count = sum(has(font, letter) for letter in letters)
        if count > most:
            best, most = font, count
        if count == len(letters):
            break
    return best


def system_fonts(letters: Collection[str], script: str) -> Iterator[FontFile]:
    """Fonts of this machine, by fontconfig or by the usual folders."""
    if shutil.which("fc-match") and shutil.which("fc-list"):
        words = {_word(letter) for letter in letters}
        language = next((_LANGUAGES[word] for word in _LANGUAGES if word in words), "")
        charset = "charset=" + " ".join(f"{ord(letter):x}" for letter in sorted(letters)[:500])
        yield from _fontconfig(
            "fc-match", f"sans-serif:{charset}" + (f":lang={language}" if language else "")
        )
        yield from _fontconfig("fc-list", f":{charset}")
        return
    yield from map(FontFile, _COMMON)
    for folder in _FOLDERS.get(sys.platform, _UNIX_FOLDERS):
        files = sorted(
            p for p in Path(folder).expanduser().rglob("*") if p.suffix.lower() in {".ttf", ".ttc", ".otf"}
        )
        yield from (FontFile(str(path)) for path in sorted(files, key=lambda p: script not in p.name.lower()))


def _fontconfig(command: str, pattern: str) -> Iterator[FontFile]:
    try:
        ran = subprocess.run(  # noqa: S603 - fontconfig, with a pattern of hexadecimal numbers
            [command, "--format", "%{file}\t%{index}\n", pattern],
            capture_output=True, timeout=_SECONDS, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in ran.stdout.decode("utf-8", "replace").splitlines():
        path, _, index = line.partition("\t")
        yield FontFile(path, int(index) & 0xFFFF if index.isdigit() else 0)
