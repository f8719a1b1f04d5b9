"""What stands in the output tree: at every path that is asked for, and wherever a clip of this storyboard stood before.

Other files in the tree are none of our business.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.facts import Bought, OutputFact, Standing, Stray
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.outputs import (
    FRAMES_FOLDER,
    framed_shot,
    frames_needed,
    output_of,
    outputs_of,
)
from seedance_make.engine.world import World

_OUTPUT = re.compile(r"(?:_takes/(?P<of>.+)/(?P<take>[0-9]{1,9})(?:\.[0-9]+)?|(?P<shot>.+))\.mp4")

Label = tuple[str, int]
"""Shot and take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputFacts:
    """The tree as it is now, for a Snapshot's fields of these names."""

    outputs: Mapping[str, OutputFact]
    outputs_by_digest: Mapping[str, str]
    strays: tuple[Stray, ...]


def look_at_outputs(
    world: World,
    takes: Iterable[Want],
    bought: Mapping[str, Bought],
    ours: frozenset[str],
    labels: Iterable[Label],
) -> OutputFacts:
    """`ours`: digests that the journal or the lock file names; `labels`: takes that were bought here. Blocking."""
    placed = world.tree.placed()
    videos = {fingerprint: len(b.artifacts) for fingerprint, b in bought.items()}
    paths = [path for want in takes for path in outputs_of(want, videos.get(want.fingerprint or "", 1))]
    facts = {path: _fact(world, path, ours, placed) for path in paths}
    before = _former_paths(world, placed, labels)
    needed = facts.keys() | {path for want in takes for path in frames_needed(want)}
    elsewhere = {path: world.tree.look(path) for path in before if path not in needed}
    digests = {path: digest for path, digest in elsewhere.items() if digest}
    outputs_by_digest = {d: path for path, d in digests.items()}
    outputs_by_digest |= {fact.digest: path for path, fact in facts.items() if fact.digest}
    return OutputFacts(
        outputs=facts,
        outputs_by_digest=outputs_by_digest,
        strays=_strays(world, digests, before, placed, ours),
    )


def _fact(world: World, path: str, ours: frozenset[str], placed: Mapping[str, str]) -> OutputFact:
    digest = world.tree.look(path)
    if digest is None:
        return OutputFact(standing=Standing.NOTHING)
    if not digest:
        return OutputFact(standing=Standing.BLOCKED)
    known = digest in ours or placed.get(path) == digest or world.cas.has(digest) or world.origin == SIMULATOR
    return OutputFact(standing=Standing.CLIP if known else Standing.EDITED, digest=digest)


def _former_paths(world: World, placed: Mapping[str, str], labels: Iterable[Label]) -> dict[str, Label]:
    """Where clips of this storyboard stood before, by what was placed and what was bought."""
    paths = {path: label for path in placed if (label := _label(path))}
    shots = set()
    for shot, take in labels:
        shots.add(shot)
        paths.setdefault(output_of(shot, take, take), (shot, take))
        paths.setdefault(output_of(shot, take, 0), (shot, take))
    for picture in (world.tree.root / FRAMES_FOLDER).rglob("*.png"):
        path = picture.relative_to(world.tree.root).as_posix()
        if (label := _label(path)) and label[0] in shots:
            paths.setdefault(path, label)
    return paths


def _label(path: str) -> Label | None:
    """Shot and take of an output's path, for people; None for what is no clip and no frame."""
    if shot := framed_shot(path):
        return shot, 1
    match = _OUTPUT.fullmatch(path)
    if match is None:
        return None
    return (match["of"], int(match["take"])) if match["of"] else (match["shot"], 1)


def _strays(
    world: World,
    digests: Mapping[str, str],
    labels: Mapping[str, Label],
    placed: Mapping[str, str],
    ours: frozenset[str],
) -> tuple[Stray, ...]:
    strays = []
    for path, digest in sorted(digests.items()):
        whole = digest in ours or world.cas.has(digest)
        if whole or (placed.get(path, "") not in {"", digest} and not framed_shot(path)):
            shot, take = labels[path]
            strays.append(Stray(path=path, shot=shot, take=take, digest=digest, edited=not whole))
    return tuple(strays)
