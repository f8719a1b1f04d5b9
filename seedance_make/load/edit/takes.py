"""Edits of a manifest in place: comments, order and layout are kept, or nothing is written.

Each edit is a splice of text. What comes out is read again and must mean exactly the intended change; where it does
not, the edit is refused and says what to write by hand.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.storyboard.model import Shot
from seedance_make.core.storyboard.names import name_flaw, unknown_shot
from seedance_make.core.text.diagnostic import Problem, spoken
from seedance_make.load.edit.references import references, rename_in
from seedance_make.load.edit.spans import EntrySpan, Span, spans
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
    shots: frozenset[str]  # that it changes, by the names that they had


@dataclass(frozen=True, slots=True, kw_only=True)
class _Current:
    """A file as it is on disk now."""

    data: bytes
    text: FileText


def set_take(loaded: Loaded, takes: Mapping[str, int]) -> tuple[Edit, ...]:
    """`take: K` of each shot. Raises UsageError for an unknown one, InvalidInputError where it cannot be done."""
    return _set(loaded, "take", {shot: (str(take), take) for shot, take in takes.items()})


def set_takes(loaded: Loaded, takes: Mapping[str, Iterable[int]]) -> tuple[Edit, ...]:
    """`takes: [...]` of each shot: these numbers, in order."""
    numbers = {shot: sorted(set(many)) for shot, many in takes.items()}
    return _set(loaded, "takes", {s: (f"[{', '.join(map(str, many))}]", many) for s, many in numbers.items()})


def set_pin(loaded: Loaded, pins: Mapping[str, str]) -> tuple[Edit, ...]:
    """`pin: DIGEST` of each shot, quoted where YAML would take it for a number."""
    return _set(loaded, "pin", {s: (d if is_plain_text(d) else f'"{d}"', d) for s, d in pins.items()})


def rename_shots(loaded: Loaded, names: Mapping[str, str]) -> tuple[Edit, ...]:
    """Shots' keys (old → new) and every `{shot: OLD}`, in all files. Raises UsageError for names that cannot be."""
    _check_new_names(loaded, names)
    edits = []
    for file in loaded.paths:
        current = _current(loaded, file)
        text = current.text.text
        span = spans(text)
        here = [old for old in names if _known(loaded, old).place.file == file]
        holders = _holders(span)
        keys = {old: holders[old].key for old in here}
        splices = [(old, _renamed(key.start, key.end, key.style, names[old])) for old, key in keys.items()]
        for name_span in references(span, names.keys()):
            old = name_span.text or ""
            style = name_span.style or ("" if is_plain_text(names[old]) else '"')
            splices.append((old, _renamed(name_span.start, name_span.end, style, names[old])))
        if splices:
            wanted = rename_in(_plain(text, file), names, keys=keys.keys())
            shots = [_known(loaded, old) for old, _ in splices]
            by_hand = f"{names[shots[0].name]}:"
            edits.append(
                _checked(
                    loaded, shots, current, splices=[s for _, s in splices], wanted=wanted, by_hand=by_hand
                )
            )
    return tuple(edits)


def _check_new_names(loaded: Loaded, names: Mapping[str, str]) -> None:
    """Names that are in use, of shots and of those renamed before, count without regard to case."""
    used = {name.casefold(): name for name in (loaded.manifest.shots if loaded.manifest else {})}
    for old, new in names.items():
        _known(loaded, old)
        flaw = name_flaw(new)
        if flaw:
            raise UsageError(f"`{spoken(new)}` is no name for a shot: {flaw[0]}", help=flaw[1])
        taken = used.get(new.casefold(), old)
        if taken != old or new == old:
            raise UsageError(f"there is a shot `{taken}` already", help="choose another name")
        used[new.casefold()] = new


def _renamed(start: int, end: int, style: str, new: str) -> Splice:
    return Splice(start=start, end=end, new=f"{style}{new}{style}")


def _set(loaded: Loaded, key: str, values: Mapping[str, tuple[str, object]]) -> tuple[Edit, ...]:
    """`values`: shot → what is written, and what it means."""
    by_file: dict[str, list[Shot]] = {}
    for name in values:
        shot = _known(loaded, name)
        by_file.setdefault(shot.place.file, []).append(shot)
    return tuple(_set_in_file(loaded, shots, key, values) for shots in by_file.values())


def _set_in_file(
    loaded: Loaded, shots: Sequence[Shot], key: str, values: Mapping[str, tuple[str, object]]
) -> Edit:
    file = shots[0].place.file
    current = _current(loaded, file)
    text = current.text.text
    wanted, holders = _plain(text, file), _holders(spans(text))
    splices, changed = [], []
    for shot in shots:
        written, value = values[shot.name]
        fields = wanted["shots"][shot.name] or {}
        changed += [shot] if key not in fields or fields[key] != value else []
        wanted["shots"][shot.name] = {**fields, key: value}
        try:
            splices += set_key(text, holders[shot.name], key, written)
        except CannotSplice as error:
            raise _refusal(loaded, shot, str(error), f"{key}: {written}") from error
    by_hand = f"{key}: {values[shots[0].name][0]}"
    try:
        return _checked(
            loaded, shots, current, splices=splices, wanted=wanted, by_hand=by_hand, changed=changed
        )
    except InvalidInputError:
        for shot in shots if len(shots) > 1 else ():  # one of them leaves no room: say which
            _set_in_file(loaded, [shot], key, values)
        raise


def _checked(
    loaded: Loaded, shots: Sequence[Shot], current: _Current, *, splices: list[Splice], wanted: Plain, by_hand: str,
    changed: Sequence[Shot] | None = None,
) -> Edit:  # fmt: skip
    """The edit, once what it writes has been read again and means what it should. `changed`: those that it changes, where
    that is not all of them."""
    after = apply(current.text.text, splices)
    tree = parse_yaml(FileText.of(current.text.file, after))
    got = tree.root.plain() if tree.root and not tree.problems else None
    if (
        got != wanted
        or not isinstance(got, dict)
        or list(got.get("shots") or ()) != list(wanted.get("shots") or ())
    ):
        raise _refusal(loaded, shots[0], "its layout leaves no room for it", by_hand)
    data = (_BOM if current.text.bom else b"") + after.encode()
    file = current.text.file
    names = frozenset(shot.name for shot in (shots if changed is None else changed))
    return Edit(path=loaded.paths[file], name=file, before=current.data, after=data, shots=names)


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


def _holders(whole: Span) -> dict[str, EntrySpan]:
    """By shot."""
    shots = (whole.entries or {}).get("shots")
    return dict(shots.value.entries or {}) if shots else {}


def _refusal(loaded: Loaded, shot: Shot, why: str, by_hand: str) -> InvalidInputError:
    problem = Problem.at(
        shot,
        name="cannot-edit",
        message=f"cannot be edited without harm: {why}",
        help=f"write `{by_hand}` by hand",
    )
    return InvalidInputError(problems=(problem,), sources=loaded.sources)
