"""Long lists: beyond forty lines folders are counted, so that a film of thousands of shots is read on one screen."""

from collections.abc import Iterable, Sequence

from seedance_make.ui.words import many

MOST_LINES = 40


def few(lines: Sequence[str], noun: str) -> list[str]:
    """The first lines, and how many more there are of what each is about."""
    more = len(lines) - MOST_LINES
    return [*lines[:MOST_LINES], *([f"… and {many(more, f'more {noun}')}"] if more > 0 else [])]


def by_folder(names: Iterable[str]) -> dict[str, list[int]]:
    """Folder (`act2/*`; `*` for names in none) → where its names stand in the list."""
    folders: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        folders.setdefault(folder_of(name), []).append(place)
    return folders


def folder_of(name: str, depth: int = 1) -> str:
    """The folder of a name, of at most so many segments: `act2/*`; `*` where there is none."""
    return "/".join([*name.split("/")[:-1][:depth], "*"])
