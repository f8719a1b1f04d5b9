r"""Surrogate pairs in quoted text: `"\ud83d\ude00"`, as JSON writes an emoji. JSON is YAML, and libyaml refuses them.

The reader gets two private characters of the same width instead, so that every column stays where it is.
"""

import re

_PAIR = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_COVERED = re.compile("([\ue000-\ue3ff])([\ue400-\ue7ff])")
_LITERAL = re.compile(r"\\u(e[0-3][0-9a-f]{2})\\u(e[4-7][0-9a-f]{2})")
_SHIFT = 0xE000 - 0xD800  # high halves go to U+E000–U+E3FF, low ones to U+E400–U+E7FF


def covered(text: str) -> str:
    """The text with each pair as two escapes that any reader takes."""
    if "\\ud" not in text and "\\uD" not in text:
        return text
    while (
        mended := _PAIR.sub(_cover, text)
    ) != text:  # again: a pair that follows another begins where it ended
        text = mended
    return text


def uncovered(value: str, *, quoted: bool) -> str:
    """A value as it was meant. Without double quotes an escape is plain text, and stays as it was written."""
    if quoted:
        return _COVERED.sub(lambda pair: _joined(pair[1], pair[2]), value)
    return _LITERAL.sub(
        lambda pair: "".join(f"\\u{int(half, 16) - _SHIFT:04x}" for half in pair.groups()), value
    )


def _cover(pair: re.Match[str]) -> str:
    halves = "".join(f"\\u{int(half, 16) + _SHIFT:04x}" for half in pair.groups()[1:])
    return pair[1] + halves


def _joined(high: str, low: str) -> str:
    return chr(0x10000 + ((ord(high) - 0xE000) << 10) + (ord(low) - 0xE400))
