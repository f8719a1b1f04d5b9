"""The page as text: what it allows itself, and that nobody's words become markup."""

import base64
import re
from hashlib import sha256

from seedance_make.ui.board.data import BoardPage
from seedance_make.ui.board.page import board_html

HOSTILE = "</template><script>hacked=1</script><img src=x onerror=hacked=1>{{ 7*7 }}&amp;'\"\u2028"


def page(title: str = "Film", data: dict[str, object] | None = None) -> str:
    return board_html(
        BoardPage(title=title, badges=("draft",), totals=(("Shots", "1"),), data=data or {"shots": []})
    )


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"


def test_the_policy_allows_the_page_s_own_script_and_styles_and_its_files_and_nothing_else() -> None:
    text = page()
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    assert (len(styles), len(scripts), text.count("<script")) == (3, 1, 1)
    policy = (
        f"default-src 'none'; script-src {digest(scripts[0])}; style-src {' '.join(map(digest, styles))}; "
        "img-src 'self' file:; media-src 'self' file:; base-uri 'none'; form-action 'none'"
    )
    shown = policy.replace("'", "&#39;")
    assert f'<meta http-equiv="Content-Security-Policy" content="{shown}">' in text
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_nobody_s_words_are_markup() -> None:
    clean = page()
    text = page(title=HOSTILE, data={"shots": [{"name": "door", "prompt": HOSTILE}]})
    for tag in ("<script", "<img", "<template", "</template>"):
        assert text.count(tag) == clean.count(tag)
    assert "7*7" in text


def test_the_page_names_no_address() -> None:
    after_the_hashes = page().partition("<style>")[2]
    assert re.findall(r"https?://|[\"'(]//|url\(|@import|data:", after_the_hashes) == []
