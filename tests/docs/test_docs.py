"""What docs/ says is what the tool does."""

import re
from pathlib import Path

import pytest
from docs_pages import DOCS, ROOT, SCHEMA_FILE, pages, schema_text

from seedance_make.load.models.library import shipped_models

PAGES = pages()


@pytest.mark.parametrize("name", PAGES)
def test_a_written_page_is_current(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == PAGES[name], "run: python tests/docs/docs_pages.py"


def test_the_schema_has_what_the_model_files_say() -> None:
    assert SCHEMA_FILE.read_text("utf-8") == schema_text(), "run: python tests/docs/docs_pages.py"


def test_there_is_a_page_for_each_model_that_ships_and_one_on_a_model_of_one_s_own() -> None:
    there = {page.relative_to(DOCS).as_posix() for page in (DOCS / "models").glob("*.md")}
    written = {name for name in PAGES if name.startswith("models/")}
    assert {f"models/{name}.md" for name in shipped_models()} < written
    assert there == {*written, "models/your-own.md"}


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))], ids=lambda p: p.name)
def test_every_link_inside_the_tree_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8"))
    missing = [
        link
        for link in links
        if not link.startswith(("http:", "https:", "#"))
        and not (page.parent / link.partition("#")[0]).exists()
    ]
    assert missing == []


def test_every_promise_s_test_is_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text("utf-8"))
    assert len(named) > 8
    assert [path for path in named if not (ROOT / path).exists()] == []
