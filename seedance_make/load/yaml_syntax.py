"""What a YAML reader's error means for somebody who writes prompts, not YAML."""

import re
from dataclasses import dataclass
from typing import Any

from seedance_make.core.problem import Problem
from seedance_make.load.dotted import Path, dotted
from seedance_make.load.yaml_text import Text

_LIST_VALUE = re.compile(r"\s*(?:-\s+)+(\S.*)\Z")
_KEY_VALUE = re.compile(r"\s*:\s+(\S.*)\Z")
_MARKS = {
    "*": "is read as an alias",
    "&": "is read as an anchor",
    "!": "is read as a tag",
    "@": "means nothing in YAML",
    "`": "means nothing in YAML",
    "%": "means nothing here in YAML",
    "[": "opens a list",
    "{": "opens a mapping",
    "]": "closes a list",
    "}": "closes a mapping",
    ",": "separates entries of a list",
    "|": "announces lines that follow",
    ">": "announces lines that follow",
    "-": "begins an entry of a list",
    "?": "announces a key",
    "#": "begins a comment",
}
_Repair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LastKey:
    """The last key that was read: its line, the column after it (both from 0), and its path."""

    line: int
    end: int
    path: Path


class Stop(Exception):  # noqa: N818 - no error of the program's
    """The reader cannot go on. With `repair`, (line, column) from 0, it can when the rest of that line gets quotes."""

    def __init__(self, problem: Problem, *, repair: _Repair | None = None) -> None:
        super().__init__(problem.message)
        self.problem = problem
        self.repair = repair


def open_braces(text: Text, mark: Any) -> bool:
    """Whether `{{` stands at a mark."""
    return mark.line < len(text.lines) and text.lines[mark.line].startswith("{{", mark.column)


def braces(text: Text, mark: Any, path: str) -> Problem:
    """An unquoted text that begins with `{{`."""
    whole = text.lines[mark.line].rstrip()
    return Problem(
        place=text.place(mark.line, mark.column, len(whole)),
        path=path,
        name="needs-quotes",
        message="text that begins with {{ needs quotes: unquoted, it opens a mapping",
        help="write " + quoted(whole[mark.column :]),
    )


def explain(error: Exception, text: Text, *, last: LastKey | None, path: str, flow: bool) -> Stop:
    """A problem in plain words for an error of the YAML reader."""
    said = str(getattr(error, "problem", None) or error)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if "Unicode character escape" in said:
        return _stop(text, _value(text, line, last) or (line, column), path, "control-character",
                     "holds an escape that names no character, such as half of a surrogate pair", "write the character itself")  # fmt: skip
    tab = _tab(text, line)
    if tab is not None:
        return _stop(text, tab, path, "tab-indent", "a tab cannot indent YAML", "use blanks")
    value = _value(text, line, last)
    context = getattr(error, "context_mark", None)
    if value is None and context and context.line != line and not _unended(said, error):
        value = _value(text, context.line, last)
    if value and not flow and value[1] <= len(text.lines[value[0]]):
        worded = _worded(text.lines[value[0]][value[1] :].rstrip(), said)
        if worded:
            if last and last.line == value[0]:
                path = dotted(last.path)
            return _stop(text, value, path, *worded, repair=True)
    return _general(error, text, (line, column), path, said)


def _worded(value: str, said: str) -> tuple[str, str, str] | None:
    """Name, message and help for an unquoted value that YAML cannot take as text."""
    first = value[:1]
    if first in "\"'":
        closing = value.find(first, 1)
        if closing > 0 and "end of stream" not in said:
            inner = value[1:-1] if value.endswith(first) else value
            return ("needs-quotes", f"more text follows after the closing {first}", f"write {quoted(inner)}")
        return None
    if first in _MARKS and (first not in "-?" or value[1:2] in (" ", "")):
        return (
            "needs-quotes",
            f"text that begins with {first} needs quotes: unquoted, it {_MARKS[first]}",
            "write " + quoted(value),
        )
    if "mapping values" in said:
        return ("needs-quotes", "text with a colon and a blank in it needs quotes: unquoted, it begins a mapping",
                "write " + quoted(value))  # fmt: skip
    return None


def quoted(text: str) -> str:
    """A text in double quotes as YAML reads it; a long one is cut."""
    whole = text if len(text) <= 60 else text[:59].rstrip() + "…"
    return '"' + whole.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _general(error: Exception, text: Text, at: tuple[int, int], path: str, said: str) -> Stop:
    opened = getattr(error, "context_mark", None)
    context = str(getattr(error, "context", None) or "")
    if _unended(said, error) and opened:
        kind = "quote" if "quoted" in context else "bracket"
        return _stop(
            text,
            (opened.line, opened.column),
            path,
            "yaml-syntax",
            f"this {kind} is never closed",
            "close it",
        )
    if "could not find expected ':'" in said and opened:
        return _stop(
            text,
            (opened.line, opened.column),
            path,
            "yaml-syntax",
            "a colon is missing after the key",
            "write `key: value`",
        )
    if "did not find expected key" in said or "did not find expected '-'" in said or "mapping values" in said:
        return _stop(text, at, path, "yaml-syntax", "this line does not fit its indentation",
                     "indent the keys of one mapping alike; quote text that holds `: `")  # fmt: skip
    if at[0] >= len(text.lines):
        at = (len(text.lines) - 1, len(text.lines[-1]))
    plain = {"did not find expected <document start>": "more text follows after the end of the document"}
    return _stop(text, at, path, "yaml-syntax", f"is not YAML: {plain.get(said, said)}", None)


def _unended(said: str, error: Exception) -> bool:
    context = str(getattr(error, "context", None) or "")
    return "end of stream" in said or ("flow" in context and "did not find expected ',' or" in said)


def _stop(
    text: Text,
    at: tuple[int, int],
    path: str,
    name: str,
    message: str,
    way_out: str | None,
    *,
    repair: bool = False,
) -> Stop:
    line, column = at
    whole = text.lines[line] if line < len(text.lines) else ""
    end = len(whole.rstrip()) if repair else column + 1
    problem = Problem(
        place=text.place(line, column, end), path=path, name=name, message=message, help=way_out
    )
    return Stop(problem, repair=at if repair else None)


def _value(text: Text, line: int, last: LastKey | None) -> tuple[int, int] | None:
    """Where the value on a line begins: after the last key when that stands there, else after a list's dash."""
    if line >= len(text.lines):
        line = len(text.lines) - 1
    whole = text.lines[line]
    start = last.end if last and last.line == line else 0
    found = (_KEY_VALUE if start else _LIST_VALUE).match(whole, start)
    return (line, found.start(1)) if found else None


def _tab(text: Text, line: int) -> tuple[int, int] | None:
    """The first tab of a line's indentation."""
    whole = text.lines[line] if line < len(text.lines) else ""
    indent = whole[: len(whole) - len(whole.lstrip())]
    return (line, indent.index("\t")) if "\t" in indent else None
