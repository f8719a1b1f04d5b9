"""Rows of a shot list (CSV, or a table of Markdown) → Outline."""

import csv
import io
import re
from collections.abc import Mapping, Sequence

from seedance_make.core.errors import InvalidInputError
from seedance_make.load.script.outline import DraftShot, Outline, Speech, lines_of, without_asides

SHOT_LIST_COLUMNS = ("Scene", "Shot", "Description", "Character", "Dialogue", "Notes")
_KNOWN = {name.lower(): name for name in SHOT_LIST_COLUMNS} | {"characters": "Character", "note": "Notes"}
_DELIMITERS = ",;\t|"
_PEOPLE = re.compile(r"\s*(?:,|;|/|&|\n)\s*")


def csv_outline(text: str) -> Outline:
    """The outline of a CSV file. Raises InvalidInputError for one without a column that is known."""
    text = text.lstrip("\ufeff")
    declared = re.match(r"sep=(.)\r?\n", text)
    if declared:
        text = text[declared.end() :]
    outline = Outline()
    rows = max(
        (_rows(text, delimiter) for delimiter in (declared[1] if declared else _DELIMITERS)),
        key=lambda rows: _fit(rows[0] if rows else []),
    )
    if not rows or not is_shot_list(rows[0]):
        raise InvalidInputError(
            "has no column `Description` or `Dialogue`",
            help=f"its first row names them: {', '.join(SHOT_LIST_COLUMNS)}",
        )
    add_rows(outline, rows[0], rows[1:])
    return outline


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """All that are not blank. Raises InvalidInputError."""
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True))
    except csv.Error as error:
        raise InvalidInputError(f"cannot be read as CSV: {error}") from None
    return [["\n".join(lines_of(cell)) for cell in row] for row in rows if any(cell.strip() for cell in row)]


def _fit(header: Sequence[str]) -> int:
    return sum(cell.strip().lower() in _KNOWN for cell in header)


def is_shot_list(header: Sequence[str]) -> bool:
    """Whether a table with these columns is one: it says what is seen or heard."""
    return not {"Description", "Dialogue"}.isdisjoint(_KNOWN.get(cell.strip().lower()) for cell in header)


def add_rows(
    outline: Outline, header: Sequence[str], rows: Sequence[Sequence[str]], folder: tuple[str, ...] = ()
) -> None:
    """A shot for each row. A row without a scene belongs to the scene above it."""
    scene, number = "", len({s.scene for s in outline.shots})
    for row in rows:
        cells: dict[str, str] = {}
        besides = []
        for n, cell in enumerate(cell.strip() for cell in row):
            title = header[n].strip() if n < len(header) else ""
            known = _KNOWN.get(title.lower())
            if not cell:
                continue
            if known and known not in cells:
                cells[known] = cell
            else:
                besides.append(f"{title}: {cell}" if title else cell)
        if not cells and not besides:
            continue
        if (named := cells.get("Scene", scene)) != scene:
            scene, number = named, number + 1
        shot = _shot(cells, besides)
        shot.folder, shot.scene = (*folder, *([scene] if scene else [])), number
        outline.shots.append(shot)


def _shot(cells: Mapping[str, str], besides: Sequence[str]) -> DraftShot:
    shot = DraftShot(label=cells.get("Shot", ""))
    people = [name for name in _PEOPLE.split(cells.get("Character", "")) if name]
    for column in ("Description", "Dialogue"):
        cell, remarks = without_asides(cells.get(column, ""))
        lines = [line.strip() for line in cell.split("\n") if line.strip()]
        if lines and column == "Description":
            shot.words += lines
        elif lines:
            speaker = people[0] if len(people) == 1 else ""
            shot.words.append(Speech(speaker=speaker, lines=lines))
        if remarks:
            shot.note.append(cells[column])
    spoken_for = any(isinstance(word, Speech) and word.speaker for word in shot.words)
    shot.cast = [] if spoken_for else people
    shot.note += [
        f"{column}: {cells[column]}" for column in ("Scene", "Shot", "Character") if column in cells
    ]
    shot.note += [*([cells["Notes"]] if "Notes" in cells else []), *besides]
    if not shot.words:
        shot.words.append(
            " ".join(cells.get(c, "") for c in ("Scene", "Shot")).strip() or " ".join(shot.note)
        )
    return shot
