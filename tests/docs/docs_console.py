"""The blocks of a page that show a terminal: commands, and what they say (… stands for anything)."""

import re
from collections.abc import Iterator


def steps(console: str) -> Iterator[tuple[str, list[str]]]:
    """Each command of a block with the lines that it shows."""
    for part in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]:
        command, *shown = part.splitlines()
        yield command.split(" #")[0].strip(), shown


def fits(shown: str, lines: list[str]) -> bool:
    """Whether one of the lines is what a page shows."""
    pattern = re.compile(".*".join(map(re.escape, shown.split("…"))))
    return any(pattern.fullmatch(line.strip()) for line in lines)
