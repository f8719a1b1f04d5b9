"""Local files → their digest, size and type. The type is told by the bytes; a file's name says nothing.

Nothing outside the project is read: not by `..`, not through a symlink, and no device or pipe, which may never end.
"""

import os
import stat
import warnings
from collections.abc import Iterable, Mapping
from errno import ELOOP
from hashlib import file_digest
from pathlib import Path
from typing import BinaryIO

from seedance_make.core.storyboard.fields import Kind
from seedance_make.core.storyboard.media.files import Asset, FileUse
from seedance_make.core.storyboard.rules.assets import asset_limits
from seedance_make.core.text.diagnostic import Problem, Wording
from seedance_make.core.text.suggest import nearest

_HEAD = 64  # bytes that tell a type

TYPES: Mapping[Kind, tuple[str, ...]] = {
    Kind.IMAGE: ("jpeg", "png", "webp", "bmp", "tiff", "gif"),
    Kind.VIDEO: ("mp4", "mov"),
    Kind.AUDIO: ("wav", "mp3"),
}
"""What the API is said to take."""

_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"ID3", "mp3"),
)
_RIFF = {b"WEBP": "webp", b"WAVE": "wav", b"AVI ": "avi"}
_BRANDS = {
    b"qt  ": "mov",
    b"M4A ": "m4a",
    b"heic": "heic",
    b"heix": "heic",
    b"mif1": "heic",
    b"avif": "avif",
}  # of the `ftyp` box; any other brand is an MP4's
_OLD_MOV = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})


def measure_assets(root: Path, uses: Iterable[FileUse]) -> tuple[dict[str, Asset], tuple[Problem, ...]]:
    """Read every file below `root` (the project) once. Gives path → asset for those that can be used, and the problems:
    errors for what cannot be sent, warnings for what the API may refuse. Disk trouble of a file is its problem."""
    assets: dict[str, Asset] = {}
    problems: list[Problem] = []
    flaws: dict[tuple[str, Kind], Wording] = {}
    for use in uses:
        path, kind = use.media.path, use.field.kind
        known = assets.get(path)
        if (path, kind) not in flaws and (known is None or known.kind is not kind):
            measured = _measured(root, path, kind)
            if isinstance(measured, Asset):
                assets[path] = known = measured
            else:
                flaws[path, kind] = measured
        if (path, kind) in flaws:
            problems.append(use.problem(flaws[path, kind]))
        elif known:
            problems.extend(asset_limits(known, use))
    return assets, tuple(problems)


def _measured(root: Path, path: str, kind: Kind) -> Asset | Wording:
    try:
        real = (root / path).resolve(strict=True)
        if not real.is_relative_to(root.resolve()):
            way_out = "put the file itself into the project"
            return "outside-project", f"`{path}` leads out of the project through a symlink", way_out
        return _read(real, path, kind)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "no-such-file", f"there is no file `{path}`", _near(root, path)
    except (
        OSError,
        RuntimeError,
    ) as error:  # a ring of symlinks is the one or the other, by Python's version
        known = error.strerror if isinstance(error, OSError) and error.errno != ELOOP else None
        message = f"`{path}` cannot be read: {known or 'a ring of symlinks'}"
        return "unreadable-file", message, "see to its permissions, or name another"


def _read(real: Path, path: str, kind: Kind) -> Asset | Wording:
    mode = real.stat().st_mode
    if stat.S_ISDIR(mode):
        return "not-a-file", f"`{path}` is a folder", f"name the {kind} in it"
    if not stat.S_ISREG(mode):
        return "not-a-file", f"`{path}` is no ordinary file", f"name the {kind} itself"
    with real.open("rb") as file:
        head = file.read(_HEAD)
        if not head:
            return "empty-file", f"`{path}` is empty", "was it saved, or fetched whole?"
        form = type_of(head)
        if form not in TYPES[kind]:
            message = f"`{path}` is not {_a(kind)}{_instead(form)}"
            return "wrong-file-type", message, f"use {_either(TYPES[kind])}"
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
        size = os.fstat(file.fileno()).st_size
        width, height = _pixels(file) if kind is Kind.IMAGE else (None, None)
    return Asset(sha256=digest, size=size, kind=kind, type=form, width=width, height=height)


def type_of(head: bytes) -> str | None:
    """The type that a file's first 64 bytes tell; None when they are of none that we know."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "mp4")
    if head[4:8] in _OLD_MOV:
        return "mov"
    # An MPEG audio frame begins with eleven set bits and a layer that is not 0 (which is AAC's).
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06:
        return "mp3"
    return None


def _pixels(file: BinaryIO) -> tuple[int | None, int | None]:
    """Width and height as the picture's header says; nothing when it cannot be read."""
    from PIL import Image  # noqa: PLC0415 - costs as much as all the rest, and few plans have pictures

    file.seek(0)
    try:
        with warnings.catch_warnings(), Image.open(file) as picture:
            warnings.simplefilter("ignore")
            return picture.size
    except Exception:  # noqa: BLE001 - a damaged header raises whatever it likes; the API will tell
        return None, None


def _near(root: Path, path: str) -> str:
    """The file of that folder whose name is nearest."""
    folder, _, name = path.rpartition("/")
    try:
        near = nearest(name, (entry.name for entry in os.scandir(root / folder)))
    except (OSError, ValueError):
        near = None
    if near:
        return f"did you mean `{f'{folder}/{near}' if folder else near}`?"
    return "paths are relative to the file that names them; an address begins with https://"


def _a(kind: Kind) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _instead(form: str | None) -> str:
    return f": its bytes are {form.upper()}" if form else " by its bytes"


def _either(types: tuple[str, ...]) -> str:
    return f"{', '.join(types[:-1])} or {types[-1]}"
