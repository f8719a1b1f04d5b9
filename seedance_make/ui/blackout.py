"""What looks like a secret in a manifest is never quoted back: each of its characters becomes a black box.

A box is as wide as a character, so that carets below the line still point where they should.
"""

import re

BOX = "█"

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
