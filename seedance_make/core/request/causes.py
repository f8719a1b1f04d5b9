"""What a person edited, behind the fields that differ: a variable, a style, one of the cast, defaults, a group, a
profile; or the take of another shot. One edit reaches many takes, and is told once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from seedance_make.core.request.changes import Cause, Change
from seedance_make.core.request.request import ByFrame, Request
from seedance_make.core.storyboard.fields import SHOT_FIELDS
from seedance_make.core.storyboard.model import FrameMedia, Manifest, Media, ResolvedShot
from seedance_make.core.storyboard.templates.edits import NamedTexts, TextEdit
from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedTake:
    """One take, and what differs from the request that it was built from last."""

    shot: ResolvedShot
    request: Request
    changes: tuple[Change, ...]


def with_causes(
    takes: Sequence[ChangedTake], manifest: Manifest, chosen: Mapping[str, ResolvedShot]
) -> list[tuple[Change, ...]]:
    """The changes of each take with their causes, where those are told. `chosen`: the shots whose frames are needed."""
    shared = _shared_places(manifest)
    edited = _edited_texts(takes, manifest, shared)
    return [
        tuple(
            _with_cause(c, take, edited.get((take.shot.name, str(c.old)), ()), shared, chosen)
            for c in take.changes
        )
        for take in takes
    ]


def _with_cause(
    change: Change,
    take: ChangedTake,
    edits: tuple[Cause, ...],
    shared: Mapping[Place, str],
    chosen: Mapping[str, ResolvedShot],
) -> Change:
    if change.field == "prompt":
        return replace(change, causes=edits)
    if change.field in SHOT_FIELDS and SHOT_FIELDS[change.field].is_medium:
        cause = _of_media(change, take, shared, chosen)
        return replace(change, causes=(cause,) if cause else ())
    origin = take.shot.origins.get(change.field)
    path = shared.get(origin.place) if origin and origin.place else None
    if path is None or origin is None:
        return change
    return replace(change, causes=(Cause(name=path, place=origin.place, old=change.old, new=change.new),))


# prompts


_KNOWN = 50
"""Edits that are tried on each further shot before it is looked at anew, and shots that are looked at for two edits at
once: one that reaches many is met early."""


def _edited_texts(
    takes: Iterable[ChangedTake], manifest: Manifest, shared: Mapping[Place, str]
) -> dict[tuple[str, str], tuple[Cause, ...]]:
    """By shot and old prompt. An edit that explains the prompts of several shots goes before one that explains one."""
    texts = NamedTexts(manifest)
    alone: dict[tuple[str, str], tuple[TextEdit, ...]] = {}  # each of them explains it
    paired: dict[tuple[str, str], tuple[TextEdit, ...]] = {}  # both together do
    shots: dict[tuple[str, str], ResolvedShot] = {}
    known: dict[TextEdit, None] = {}
    for take in takes:
        for change in take.changes:
            key = take.shot.name, str(change.old)
            if change.field == "prompt" and isinstance(change.old, str) and key not in alone:
                again = tuple(
                    e
                    for e in islice(known, _KNOWN)
                    if texts.explains(e, take.shot, str(change.new), change.old)
                )
                alone[key] = again or texts.edits(take.shot, change.old)
                shots[key] = take.shot
                known |= dict.fromkeys(alone[key])
                if not alone[key] and len(paired) < _KNOWN:
                    paired[key] = texts.two_edits(take.shot, change.old)
    support = Counter((e.path, e.old) for way in (alone, paired) for many in way.values() for e in many)
    explained: dict[tuple[str, str], tuple[TextEdit, ...]] = {}
    for key, explanations in alone.items():
        shared_ones = (e for e in explanations if support[e.path, e.old] > 1)
        best = next(shared_ones, None) or next((e for e in explanations if e.certain), None)
        explained |= {key: (best,)} if best else {}
    for key, both in paired.items():
        explained |= (
            {key: both} if both and all(support[e.path, e.old] > 1 or e.certain for e in both) else {}
        )
    certain = dict.fromkeys(e for edits in explained.values() for e in edits)
    for key in alone.keys() - explained.keys() if len(certain) > 1 else ():
        explained[key] = texts.together(shots[key], key[1], certain)
    causes = {
        key: [_of_text(e, shots[key], texts, shared) for e in edits] for key, edits in explained.items()
    }
    return {key: tuple(c for c in some if c) for key, some in causes.items() if None not in some}


def _of_text(
    edit: TextEdit, shot: ResolvedShot, texts: NamedTexts, shared: Mapping[Place, str]
) -> Cause | None:
    """A style that says what another one says, or said nothing, was not edited: another one was chosen."""
    if edit.path.startswith("styles.") and (not edit.old or texts.is_style(edit.old)):
        place = shot.place_of("style")
        path = shared.get(place)
        return Cause(name=path, place=place, old=edit.old or None, new=edit.new) if path else None
    return Cause(name=edit.path, place=edit.place, old=edit.old, new=edit.new)


# media


def _of_media(
    change: Change, take: ChangedTake, shared: Mapping[Place, str], chosen: Mapping[str, ResolvedShot]
) -> Cause | None:
    old, new = _listed(change.old), _listed(change.new)
    written = take.shot.media.get(change.field, ())
    added = [(medium, value) for medium, value in zip(written, new, strict=False) if value not in old]
    gone = [value for value in old if value not in new]
    if added and all(isinstance(medium, FrameMedia) for medium, _ in added):
        return _of_frames([m for m, _ in added], take.request, change.field, gone, chosen)
    owners = {shared.get(medium.place) for medium, _ in added}
    owner = owners.pop() if len(owners) == 1 else None
    if owner is None:
        return None
    return Cause(name=owner, place=added[0][0].place, old=gone, new=[value for _, value in added])


def _of_frames(
    added: Sequence[Media],
    request: Request,
    field: str,
    gone: list[object],
    chosen: Mapping[str, ResolvedShot],
) -> Cause | None:
    """Other clips of the shots whose frames it needs: nothing was edited in the shot itself."""
    frames = [m for m in request.media.get(field, ()) if isinstance(m, ByFrame) and m.sha256]
    if len(gone) != len(added) or not all(str(g).startswith("sha256:") and "frame" in str(g) for g in gone):
        return None
    wanted = {m.shot for m in added if isinstance(m, FrameMedia)}
    names = [m.shot for m in frames if m.shot in wanted]
    return Cause(name=", ".join(_clip_of(name, chosen.get(name)) for name in dict.fromkeys(names)))


def _clip_of(name: str, shot: ResolvedShot | None) -> str:
    if shot is not None and (len(shot.takes) > 1 or shot.chosen > 1):
        return f"{name} is take {shot.chosen} now"
    return f"{name} has another clip now"


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [] if value is None else [value]


# what shots share


def _shared_places(manifest: Manifest) -> dict[Place, str]:
    """Where values stand that shots inherit, and how people name them."""
    return {place: path for node, path in _shared(manifest) for place in _places(node)}


def _shared(manifest: Manifest) -> Iterator[tuple[Node, str]]:
    if manifest.root is not None and "model" in manifest.root.mapping:
        yield manifest.root.mapping["model"], "model"
    for field, node in manifest.defaults.items():
        yield node, f"defaults.{field}"
    for glob, group in manifest.groups.items():
        yield from ((node, f"groups.{glob}.{field}") for field, node in group.mapping.items())
    for profile, fields in manifest.profiles.items():
        yield from ((node, f"profiles.{profile}.{field}") for field, node in fields.items())
    for member, node in manifest.cast.items():
        yield from ((below, f"cast.{member}") for below in node.mapping.values())


def _places(node: Node) -> Iterator[Place]:
    yield node.place
    for item in node.items:
        yield item.place
        yield from (below.place for below in item.mapping.values())
