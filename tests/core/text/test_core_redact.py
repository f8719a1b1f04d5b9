"""Text that a server sent: what is left of it, and what is not."""

import base64
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedance_make.core.text.redact import plain, redact, redact_bytes

KEY = "rk_live_0123456789abcdefXYZ+/="


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("prompt too long", "prompt too long"),
        ("  a\r\n\tb\u2028c\u2029d\x85e\x0bf\u00a0g ", "a b c d e f g"),
        ("\x1b[31mred\x1b[0m \x1b[2J\x1b[1;1Hhome", "red home"),
        ("\x1b]0;owned\x07title\x1b]8;;https://evil\x1b\\link\x1b]8;;\x1b\\", "titlelink"),
        ("\x9b31mred\x9d0;owned\x9cx", "redx"),
        ("\x1bPsixel\x1b\\\x1bcreset \x1b7save", "reset save"),
        ("unfinished \x1b[", "unfinished"),
        ("unfinished \x1b]0;title", "unfinished"),
        ("bell\x07 back\x08space nul\x00 del\x7f", "bell backspace nul del"),
        ("abc\u202egpj.exe\u202c \u2066x\u2069 \u200e\u200f\u061c", "abcgpj.exe x"),
        ("zero\u200bwidth\ufeff soft\u00adhyphen", "zerowidth softhyphen"),
        ("👩\u200d🚀 می\u200cخواهم é 日本", "👩\u200d🚀 می\u200cخواهم é 日本"),
        ("tag\U000e0041\U000e007f private\ue000", "tag private"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("<b>bold</b> [red]x[/red]", "<b>bold</b> [red]x[/red]"),
        ("", ""),
        (None, ""),
        (42, ""),
        (["x"], ""),
    ],
)
def test_plain_words(text: object, shown: str) -> None:
    assert plain(text) == shown


def test_it_is_capped() -> None:
    assert plain("x" * 501) == "x" * 499 + "…"
    assert plain("x" * 500) == "x" * 500
    assert plain("x" * 10**7, 10) == "x" * 9 + "…"


@given(st.text())
def test_nothing_that_steers_is_left(text: str) -> None:
    shown = plain(text, 50)
    assert len(shown) <= 50
    assert all(char.isprintable() or char in "\u200c\u200d" for char in shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"key {KEY} is bad", "key [key] is bad"),
        (f"{KEY}{KEY}", "[key]"),
        (KEY.upper(), "[key]"),
        (f"İ{KEY}ß", "İ[key]ß"),
        (f"started with {KEY[:14]}***", "started with [key]***"),
        (f"ends in …{KEY[-10:]}", "ends in …[key]"),
        (f"x={quote(KEY, safe='')}&y", "x=[key]&y"),
        ("Authorization: Bearer rk_live_other9", "Authorization: Bearer [key]"),
        ("Bearer%20rk_live_other9 end", "Bearer%20[key] end"),
        ("Bearer authentication is missing", "Bearer authentication is missing"),
        ("use rk_live_… keys", "use rk_live_… keys"),
        ("nothing here", "nothing here"),
        ("", ""),
    ],
)
def test_the_key_is_blacked_out(text: str, shown: str) -> None:
    assert redact(text, KEY) == shown


@pytest.mark.parametrize("before", ["", "a", "ab", "Bearer "])
def test_the_key_in_base64_is_blacked_out(before: str) -> None:
    coded = base64.b64encode((before + KEY).encode()).decode()
    own = base64.b64encode(KEY.encode()).decode()
    shown = redact(f"h {coded} t", KEY)
    assert "[key]" in shown
    assert len(shown) < 40
    assert own[4:14] not in shown


def test_a_short_key_counts_whole_and_a_tiny_one_is_no_secret() -> None:
    assert redact("the sekret12 and sekr", "sekret12") == "the [key] and sekr"
    assert redact("key to the kingdom", "k") == "key to the kingdom"
    assert redact("anything", "") == "anything"


def test_raw_bodies_keep_their_other_bytes() -> None:
    raw = b'\xff\x00{"k": "' + KEY.encode() + b'"}\xfe'
    assert redact_bytes(raw, KEY) == b'\xff\x00{"k": "[key]"}\xfe'
