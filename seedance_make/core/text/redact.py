"""Text from a server, made safe to show and to keep: plain words on one line, without the key.

A terminal obeys what it is shown: escape sequences move its cursor and set its title, bidirectional controls
reverse what follows. So nothing of the kind gets further in than `api`. Markup is the business of whoever writes it.
"""

import base64
import re
import unicodedata
from urllib.parse import quote

BLACK = "[key]"
"""What stands where a key stood."""

_SEQUENCES = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?"  # CSI: colours, cursor
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"  # OSC and its kin: titles, links
    r"|\x1b[ -/]*[0-~]?"  # the short ones
)
_JOINERS = "\u200c\u200d"  # wanted by Persian, Hindi and emoji; harmless
_WINDOW = 10  # characters of a key that are too many to show
_LONG = 16  # a shorter key counts whole
_SHORT = 4  # and one shorter than this is no secret, but half of every sentence
_BEARER = re.compile(r"(?i)\b(bearer(?:\s|%20|\+|:)+)(?=[^\s\"'<>,;]*[\d_*])[^\s\"'<>,;]+")
_LOWER = {
    code: code + 32 for code in range(ord("A"), ord("Z") + 1)
}  # keeps the length, as str.lower does not


def plain(text: object, limit: int = 500) -> str:
    """One line of at most `limit` characters that cannot steer a terminal. Anything but text gives ""."""
    if not isinstance(text, str):
        return ""
    words = " ".join("".join(map(_safe, _SEQUENCES.sub("", text[: limit * 20]))).split())
    return words if len(words) <= limit else words[: limit - 1] + "…"


def _safe(char: str) -> str:
    kind = unicodedata.category(char)
    if char in "\t\n\v\f\r\x85" or kind in {"Zl", "Zp", "Zs"}:
        return " "
    if kind == "Cs":
        return "\ufffd"
    return char if kind[0] != "C" or char in _JOINERS else ""


def redact(text: str, secret: str) -> str:
    """The text with every trace of the secret blacked out: itself, in any case, in parts of ten characters or more,
    percent-encoded or in base64; and what follows the word Bearer, when it looks like a key at all."""
    text = _BEARER.sub(rf"\1{BLACK}", text)
    dark = [False] * len(text)
    for form in _forms(secret):
        _darken(text.translate(_LOWER), form.translate(_LOWER), dark)
    if not any(dark):
        return text
    shown = (BLACK if hidden else char for char, hidden in zip(text, dark, strict=True))
    return re.sub(rf"(?:{re.escape(BLACK)})+", BLACK, "".join(shown))


def redact_bytes(data: bytes, secret: str) -> bytes:
    """The same for a raw body. Its other bytes stay as they are."""
    return redact(data.decode("latin-1"), secret).encode("latin-1")


def _forms(secret: str) -> set[str]:
    """How a secret may be spelled. Base64 depends on what stands before it, so the three alignments are cut to
    the characters that the secret alone decides."""
    raw = secret.encode("utf-8", "surrogatepass")
    forms = {secret, quote(raw, safe="")}
    if len(raw) >= _WINDOW:
        for shift in range(3):
            coded = base64.b64encode(b"\0" * shift + raw).decode().rstrip("=")[(0, 2, 3)[shift] : -1]
            forms |= {coded, coded.translate({43: "-", 47: "_"})}
    return {form for form in forms if len(form) >= _SHORT}


def _darken(text: str, form: str, dark: list[bool]) -> None:
    """Mark every stretch of the text that is a window of the form."""
    width = len(form) if len(form) < _LONG else _WINDOW
    windows = {form[n : n + width] for n in range(len(form) - width + 1)}
    for n in range(len(text) - width + 1):
        if text[n : n + width] in windows:
            dark[n : n + width] = [True] * width
