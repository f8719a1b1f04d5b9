"""Shot names: each is a path in the output tree, so it must be one on every system."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase

from seedance_make.core.errors import UsageError
from seedance_make.core.storyboard.media.frame import FRAME_FILE
from seedance_make.core.storyboard.model import Shot
from seedance_make.core.text.diagnostic import Problem, spoken
from seedance_make.core.text.suggest import did_you_mean, short

LONGEST_NAME = 200  # characters
SEGMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_STRANGE = re.compile(r"[^A-Za-z0-9._-]")
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul"} | {f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789"}
)
_WILD = frozenset("*?[")


def is_glob(text: str) -> bool:
    """Whether it is a pattern of names rather than a name."""
    return not _WILD.isdisjoint(text)


def matches(pattern: str, name: str) -> bool:
    """Whether a shot is meant by a name or a glob, in which `*` crosses `/`."""
    return name == pattern or (is_glob(pattern) and fnmatchcase(name, pattern))


def no_such_shot(name: str) -> str:
    """What is said of a name that no shot has."""
    return f"no shot is named `{spoken(short(name))}`"


def unknown_shot(name: str, names: Collection[str]) -> UsageError:
    """The same on a command line, with the nearest of the names that there are."""
    return UsageError(no_such_shot(name), help=did_you_mean(name, names, none="there is no shot"))


def name_flaw(name: str) -> tuple[str, str] | None:
    """What is wrong with a name on its own, and the way out; None when it is fine."""
    if len(name) > LONGEST_NAME:
        return (
            f"a shot's name has at most {LONGEST_NAME} characters, not {len(name)}",
            "shorten it; `note` takes the rest",
        )
    flaw = _flaw(name)
    return (flaw, _instead(name)) if flaw else None


def _flaw(name: str) -> str | None:
    segments = name.split("/")
    if "" in segments:
        return "a shot's name is a relative path without empty parts"
    return next(filter(None, map(_segment_flaw, segments)), None)


def _segment_flaw(segment: str) -> str | None:
    strange = _STRANGE.search(segment)
    if strange:
        return f"{_character(strange.group())} cannot stand in a shot's name"
    if not SEGMENT.fullmatch(segment):
        return f"each part of a shot's name begins with a letter or a digit, not with `{segment[0]}`"
    if segment.endswith("."):
        return "no part of a shot's name ends in a dot: Windows drops it"
    if segment.lower().endswith(".mp4"):
        return "no part of a shot's name ends in `.mp4`: the output gets that ending by itself"
    if _is_reserved(segment):
        return f"`{segment}` is a reserved name of Windows"
    return None


def _character(character: str) -> str:
    if character == " ":
        return "a blank"
    stands_alone = character.isprintable() and not unicodedata.combining(character)
    return f"`{character}`" if stands_alone else f"U+{ord(character):04X}"


def _instead(name: str) -> str:
    """The nearest name that is one, or the rule when nothing of the name can be kept."""
    kept = [_mended(part) for part in name.split("/")]
    near = "/".join(part for part in kept if part)[:LONGEST_NAME]
    if near and _flaw(near) is None:
        return f"write `{near}`"
    return "names are made of A–Z, a–z, 0–9, `.`, `_`, `-`, with `/` between parts"


def _mended(segment: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", segment.strip()) if not unicodedata.combining(c))
    plain = _STRANGE.sub("-", bare).lstrip("._-").rstrip(".")
    plain = re.sub(r"(\.mp4)+$", "", plain, flags=re.IGNORECASE).rstrip(".-")
    return f"shot-{plain}" if _is_reserved(plain) else plain


def _is_reserved(segment: str) -> bool:
    return segment.partition(".")[0].lower() in _RESERVED


def check_names(shots: Mapping[str, Shot]) -> Iterable[Problem]:
    """Every problem of the names, alone and together, at the name."""
    seen: dict[str, Shot] = {}
    for shot in shots.values():
        flaw = name_flaw(shot.name)
        if flaw:
            yield Problem.at(shot, name="bad-name", message=flaw[0], help=flaw[1])
        first = seen.setdefault(shot.name.casefold(), shot)
        if first is not shot:
            where = f"`{spoken(first.name)}` ({first.place.file}:{first.place.line})"
            yield Problem.at(
                shot,
                name="same-name",
                message=f"differs from {where} only in upper and lower case",
                help="many file systems take them for one file: rename one",
                also=(first.place,),
            )
    for shot in shots.values():
        yield from _folder_flaws(shot, seen)


def _folder_flaws(shot: Shot, seen: Mapping[str, Shot]) -> Iterable[Problem]:
    """A folder `a.last.png/` would stand where the last frame of shot `a` goes."""
    if "png" not in shot.name.lower():
        return
    folders = shot.name.split("/")[:-1]
    for depth in range(1, len(folders) + 1):
        folder = "/".join(folders[:depth]).casefold()
        frame = FRAME_FILE.fullmatch(folder)
        owner = seen.get(frame["shot"]) if frame else None
        if owner:
            yield Problem.at(
                shot,
                name="same-name",
                message=f"its folder `{spoken(folder)}` is the file of a frame of `{spoken(owner.name)}`",
                help="rename one of them",
                also=(owner.place,),
            )
