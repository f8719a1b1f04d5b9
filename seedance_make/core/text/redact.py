"""Text made safe to show and to keep: without secrets, and without what a terminal obeys.

Escape sequences move a terminal's cursor and set its title, bidirectional controls reverse what follows. What a server
sends becomes plain words on one line without the key (`plain`, `redact`); nothing else gets further in than `api`. What
is quoted from a manifest keeps its columns, so that carets below the line still point where they should: black boxes for
what looks like a secret, signs for what cannot be seen (`black_out`, `visible`, `clean`). Markup is the business of whoever
writes it.
"""

import base64
import re
import unicodedata
from collections.abc import Iterable
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

BOX = "█"
_TAB = "    "

_SENSITIVE = r"api[_-]?key|access[_-]?key|secret|token|passw(?:or)?d|authorization|credential"
_KEY = rf"[\"']?[\w.-]{{0,40}}(?:{_SENSITIVE})[\w.-]{{0,40}}[\"']?"
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


def black_out(text: str) -> str:
    """The text with every stretch that looks like a secret blacked out, character by character."""
    dark = [match.span("dark") for secret in _SECRETS for match in secret.finditer(text)]
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
