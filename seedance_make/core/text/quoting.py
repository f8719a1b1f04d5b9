"""How a manifest is quoted back: what looks like a secret as black boxes, what a terminal would obey as visible signs.

A box is as wide as a character, so that carets below the line still point where they should.
"""

import re
import unicodedata
from collections.abc import Iterable

BOX = "█"
_TAB = "    "
_JOINERS = "\u200c\u200d"

_WORD = r"api[_-]?key|access[_-]?key|secret|token|passw(?:or)?d|authorization|credential"
_KEY = rf"[\"']?[\w.-]{{0,40}}(?:{_WORD})[\w.-]{{0,40}}[\"']?"
_QUOTED = r"\"(?:[^\"\\\n]|\\.)*\"?|'[^'\n]*'?"
_LINES = r"[|>][^\n]*(?:\n[ \t]+[^\n]*)+"

_SECRETS = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        r"\b(?P<dark>rk_[A-Za-z0-9_-]{4,})",
        r"\b(?P<dark>sk[-_][A-Za-z0-9_-]{12,}|AKIA[0-9A-Z]{12,}|gh[pousr]_[A-Za-z0-9]{20,})",
        r"\bbearer(?:[ \t:+]|%20)+(?P<dark>(?=[^\s\"'<>,;]*[\d_*])[^\s\"'<>,;]+|[^\s\"'<>,;]{16,})",
        rf"^[ \t]*(?:-[ \t]+)*{_KEY}[ \t]*[:=][ \t]*(?:\n[ \t]+)?(?P<dark>{_LINES}|{_QUOTED}|[^\s|>\"'{{][^\n]*)",
        rf"[{{,][ \t]*{_KEY}[ \t]*[:=][ \t]*(?P<dark>{_QUOTED}|[^\s\"'{{][^\n,}}]*)",
        r"://(?P<dark>[^\s\"'/?#@]{1,200})@",
        r"://(?P<dark>[^\s\"'@:/]{1,100}:[^\s\"'@]{1,200})@",
        r"[?&](?:x-amz-[a-z-]+|sig|signature|token|key|access_token)=(?P<dark>[^\s\"'&]+)",
    )
)


def black_out(text: str) -> str:
    """The text with every stretch that looks like a secret blacked out, character by character."""
    dark: list[tuple[int, int]] = [
        found.span("dark") for secret in _SECRETS for found in secret.finditer(text)
    ]
    for start, end in dark:
        text = text[:start] + re.sub(r"[^\s]", BOX, text[start:end]) + text[end:]
    return text


def box_out(text: str, secrets: Iterable[str]) -> str:
    """The text with each of these words blacked out, character by character."""
    for secret in secrets:
        text = text.replace(secret, BOX * len(secret))
    return text


def clean(text: str) -> str:
    """Words of ours with something quoted in them: without secrets, and without what a terminal obeys."""
    return "".join(map(visible, black_out(text)))


def visible(char: str) -> str:
    """A character as itself, or as a sign for what cannot be seen or would steer a terminal."""
    code = ord(char)
    if char == "\t":
        return _TAB
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and char not in _JOINERS:
        return f"<U+{code:04X}>"
    return char
