"""Long lists: beyond forty lines folders are counted, so that a film of thousands of shots is read on one screen."""

from collections.abc import Iterable

MOST_LINES = 40


def by_folder(names: Iterable[str]) -> dict[str, list[int]]:
    """Folder (`act2/*`; `*` for names in none) → where its names stand in the list."""
    folders: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        folder, slash, _ = name.partition("/")
        folders.setdefault(f"{folder}/*" if slash else "*", []).append(place)
    return folders
