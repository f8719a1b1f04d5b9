"""Names for what a source calls in its own words: segments of shot names, and members of the cast."""

import re
import unicodedata
from collections.abc import Sequence

from seedance_make.core.storyboard.names import name_flaw
from seedance_make.load.script.outline import DraftShot

_LONGEST = 36  # characters: three sections, a scene and a shot stay below the 200 of a name

WORDS_OF_YAML = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that are, or were, something else than a text."""


def slug(text: str, otherwise: str, joint: str = "-") -> str:
    """Small Latin letters and digits of a text, `joint` between its words; `otherwise` where it has none."""
    plain = unicodedata.normalize("NFKD", text.replace("'", "").replace("’", ""))
    ascii_only = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    words = re.findall(r"[a-z0-9]+", ascii_only)
    made = ""
    for word in words:
        longer = f"{made}{joint}{word}" if made else word[:_LONGEST]
        if len(longer) > _LONGEST:
            break
        made = longer
    return made if made and name_flaw(made) is None else f"{made}{joint}1" if made else otherwise


def names_of_shots(shots: Sequence[DraftShot]) -> list[str]:
    """A name for each, none twice. Shots without a label are numbered in their scene."""
    folders: dict[tuple[object, ...], str] = {}
    taken_folders: set[str] = set()
    counts: dict[str, int] = {}
    names: dict[str, None] = {}
    for shot in shots:
        key = (*shot.folder, shot.scene)
        if key not in folders:
            path = "/".join(slug(part, f"scene-{len(folders) + 1}") for part in shot.folder)
            folders[key] = _free(path, taken_folders) if path else ""
            taken_folders.add(folders[key])
        folder = folders[key]
        counts[folder] = counts.get(folder, 0) + 1
        own = slug(shot.label, f"{counts[folder]:02}") if shot.label else f"{counts[folder]:02}"
        name = _free(f"{folder}/{own}" if folder else own, names)
        names[name] = None
    return list(names)


def names_of_cast(speakers: Sequence[str]) -> dict[str, str]:
    """Who speaks or is seen, as written → a name in `cast`; capitals tell nobody apart."""
    by_sound: dict[str, str] = {}
    for speaker in speakers:
        sound = speaker.casefold()
        if sound not in by_sound:
            name = slug(speaker, "person", "_")
            name = name if name[0].isalpha() and name not in WORDS_OF_YAML else f"person_{name}"
            by_sound[sound] = _free(name, by_sound.values(), "_")
    return {speaker: by_sound[speaker.casefold()] for speaker in speakers}


def _free(name: str, taken: object, joint: str = "-") -> str:
    """The name, with a number where it is taken."""
    known = set(taken)  # type: ignore[call-overload]
    number, free = 1, name
    while free in known:
        number += 1
        free = f"{name}{joint}{number}"
    return str(free)
