"""Markdown with a shot list as a table → Outline: its first heading is the title, further ones are folders."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from seedance_make.core.errors import InvalidInputError
from seedance_make.load.script.outline import MOST_SECTIONS, Outline, lines_of
from seedance_make.load.script.table import SHOT_LIST_COLUMNS, add_rows, is_shot_list


def markdown_outline(text: str) -> Outline:
    """The outline of a Markdown file; what is no shot list goes to the note of the shot before it, else to the front.
    Raises InvalidInputError for a file without one."""
    lines = lines_of(text)
    outline = Outline()
    folder: list[tuple[int, str]] = []
    for token, (start, end) in _blocks(lines):
        raw = [line.strip() for line in lines[start:end] if line.strip()]
        if token.type == "table_open" and is_shot_list((table := _table(token, lines))[0]):
            add_rows(outline, table[0], table[1:], tuple(title for _, title in folder)[:MOST_SECTIONS])
            continue
        if token.type == "heading_open":
            level, title = int(token.tag[1:]), token.content
            if not outline.title and not outline.shots:
                outline.title = title
            else:
                folder = [(above, name) for above, name in folder if above < level] + [(level, title)]
        (outline.shots[-1].note if outline.shots else outline.front).extend(raw)
    if not outline.shots:
        raise InvalidInputError(
            "has no table with a column `Description` or `Dialogue`",
            help=f"its head names them: | {' | '.join(SHOT_LIST_COLUMNS)} |",
        )
    return outline


def _blocks(lines: Sequence[str]) -> Iterator[tuple[Token, tuple[int, int]]]:
    """The blocks at the top, each with its lines; a heading has its text as `content`, a table its rows as `children`."""
    tokens = _PARSER.parse("\n".join(lines))
    tops = [n for n, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0]
    for n, following in pairwise([*tops, len(tokens)]):
        token = tokens[n]
        assert token.map is not None
        if token.type == "heading_open":
            token.content = tokens[n + 1].content
        token.children = tokens[n:following]
        yield token, (token.map[0], token.map[1])


def _table(token: Token, _lines: Sequence[str]) -> list[list[str]]:
    rows: list[list[str]] = []
    for part in token.children or ():
        if part.type == "tr_open":
            rows.append([])
        elif part.type == "inline":
            rows[-1].append(part.content)
    return rows


_PARSER = MarkdownIt("commonmark").enable("table")
