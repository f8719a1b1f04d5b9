"""The key of the environment is never shown, not even where a person has typed or pasted it in a wrong place."""

import os

KEYS = ("REAPI_API_KEY", "REAPI_KEY")
_BOX = "█"
_SHORTEST = 8  # characters: a shorter one is no key, and its letters stand everywhere


def hushed(text: str) -> str:
    """The text with the key blacked out character by character, so that carets below it still point where they should."""
    for name in KEYS:
        secret = os.environ.get(name, "").strip()
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _BOX * len(secret))
    return text
