"""Edits of a manifest in place: comments, order and layout are kept, or nothing is written.

Each edit is a splice of text. What comes out is read again and must mean exactly the intended change; where it does
not, the edit is refused and says what to write by hand.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.storyboard.model import Shot
from seedance_make.core.storyboard.names import name_flaw, unknown_shot
from seedance_make.core.text.diagnostic import Problem, spoken
from seedance_make.load.edit.references import references, rename_in
from seedance_make.load.edit.spans import EntrySpan, spans
from seedance_make.load.edit.splice import CannotSplice, Splice, apply, set_key
from seedance_make.load.manifest.read import Loaded
from seedance_make.load.yaml.file_text import FileText, decode, read_bytes
from seedance_make.load.yaml.scalars import is_plain_text
from seedance_make.load.yaml.tree import parse_yaml

Plain = dict[str, Any]
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One file's change, ready to be written."""

    path: Path  # real
    name: str  # as people name it
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Current:
    """A file as it is on disk now."""

    data: bytes
    text: FileText


def set_take(loaded: Loaded, shot: str, take: int) -> tuple[Edit, ...]:
    """`take: K`. Raises UsageError for an unknown shot, InvalidInputError where it cannot be done."""
    return _set(loaded, shot, "take", str(take), take)


def set_takes(loaded: Loaded, shot: str, takes: Iterable[int]) -> tuple[Edit, ...]:
    """`takes: [...]`: these numbers, in order."""
    numbers = sorted(set(takes))
    return _set(loaded, shot, "takes", f"[{', '.join(map(str, numbers))}]", numbers)


def set_pin(loaded: Loaded, shot: str, digest: str) -> tuple[Edit, ...]:
    """`pin: DIGEST`, quoted where YAML would take it for a number."""
    written = digest if is_plain_text(digest) else f'"{digest}"'
    return _set(loaded, shot, "pin", written, digest)


def rename_shot(loaded: Loaded, old: str, new: str) -> tuple[Edit, ...]:
    """A shot's key and every `{shot: OLD}`, in all files. Raises UsageError for names that cannot be."""
    shot = _known(loaded, old)
    flaw = name_flaw(new)
    if flaw:
        raise UsageError(f"`{spoken(new)}` is no name for a shot: {flaw[0]}", help=flaw[1])
    shots = loaded.manifest.shots if loaded.manifest else {}
    taken = next((name for name in shots if name.casefold() == new.casefold() and name != old), None)
    if taken is not None or new == old:
        raise UsageError(f"there is a shot `{taken or old}` already", help="choose another name")
    edits = []
    for name in loaded.paths:
        current = _current(loaded, name)
        text = current.text.text
        span = spans(text)
        at = _holder(text, old).key if name == shot.place.file else None
        splices = [_renamed(at.start, at.end, at.style, new)] if at else []
        for name_span in references(span, old):
            style = name_span.style or ("" if is_plain_text(new) else '"')
            splices.append(_renamed(name_span.start, name_span.end, style, new))
        if splices:
            after = apply(text, splices)
            wanted = rename_in(_plain(text, name), old, new, key=at is not None)
            edits.append(_checked(loaded, shot, current, after=after, wanted=wanted, by_hand=f"{new}:"))
    return tuple(edits)


def _renamed(start: int, end: int, style: str, new: str) -> Splice:
    return Splice(start=start, end=end, new=f"{style}{new}{style}")


def _set(loaded: Loaded, shot: str, key: str, written: str, value: object) -> tuple[Edit, ...]:
    def change(text: str, holder: EntrySpan) -> str:
        return apply(text, set_key(text, holder, key, written))

    return _edit_shot(loaded, shot, change, lambda fields: {**fields, key: value}, f"{key}: {written}")


def _edit_shot(
    loaded: Loaded,
    name: str,
    change: Callable[[str, EntrySpan], str],
    meaning: Callable[[Plain], Plain],
    by_hand: str,
) -> tuple[Edit, ...]:
    shot = _known(loaded, name)
    file = shot.place.file
    current = _current(loaded, file)
    text = current.text.text
    wanted = _plain(text, file)
    wanted["shots"][name] = meaning(wanted["shots"][name] or {})
    try:
        after = change(text, _holder(text, name))
    except CannotSplice as error:
        raise _refusal(loaded, shot, str(error), by_hand) from error
    return (_checked(loaded, shot, current, after=after, wanted=wanted, by_hand=by_hand),)


def _checked(
    loaded: Loaded, shot: Shot, current: _Current, *, after: str, wanted: Plain, by_hand: str
) -> Edit:
    """The edit, once what it writes has been read again and means what it should."""
    tree = parse_yaml(FileText.of(current.text.file, after))
    got = tree.root.plain() if tree.root and not tree.problems else None
    if (
        got != wanted
        or not isinstance(got, dict)
        or list(got.get("shots") or ()) != list(wanted.get("shots") or ())
    ):
        raise _refusal(loaded, shot, "its layout leaves no room for it", by_hand)
    data = (_BOM if current.text.bom else b"") + after.encode()
    file = current.text.file
    return Edit(path=loaded.paths[file], name=file, before=current.data, after=data)


def _known(loaded: Loaded, name: str) -> Shot:
    shots = loaded.manifest.shots if loaded.manifest else {}
    if name not in shots:
        raise unknown_shot(name, shots)
    return shots[name]


def _current(loaded: Loaded, file: str) -> _Current:
    data = read_bytes(loaded.paths[file], file)
    text = decode(data, file)
    if isinstance(text, Problem) or text.text != loaded.sources[file]:
        raise InvalidInputError(f"{file} was changed meanwhile; nothing was written", help="run it again")
    return _Current(data=data, text=text)


def _plain(text: str, file: str) -> Plain:
    tree = parse_yaml(FileText.of(file, text))
    plain = tree.root.plain() if tree.root else None
    return plain if isinstance(plain, dict) else {}


def _holder(text: str, shot: str) -> EntrySpan:
    below = (spans(text).entries or {})["shots"].value
    return (below.entries or {})[shot]


def _refusal(loaded: Loaded, shot: Shot, why: str, by_hand: str) -> InvalidInputError:
    problem = Problem.at(
        shot,
        name="cannot-edit",
        message=f"cannot be edited without harm: {why}",
        help=f"write `{by_hand}` by hand",
    )
    return InvalidInputError(problems=(problem,), sources=loaded.sources)
