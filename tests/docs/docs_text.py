"""What every written page shares."""

from collections.abc import Iterable

NOTICE = "<!-- Written by tests/docs/docs_pages.py from the {source}: change it there. -->"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table in Markdown. Cells are Markdown already."""
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *map(list, rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
