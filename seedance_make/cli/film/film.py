"""What there is to be seen of a film now: the plan, and for each take the file that stands for it.

That file is what stands in the output tree; where nothing does, for what is read here and now (the reel), the clip in
the store that the next build puts there; else the take's simulated clip, if `build --simulate` has made it of the
request as it is now. A page and a timeline address their files, so they name none in the store.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import click

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import refuse_problems
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.cut.clip import Clip, Clips, Source
from seedance_make.core.cut.cut import Cut, cut_of
from seedance_make.core.plan.facts import NOTHING_THERE, Snapshot, Standing
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Action, ActionKind, Options
from seedance_make.core.ports.artifacts import Cas
from seedance_make.core.ports.project import Index
from seedance_make.core.text.redact import plain
from seedance_make.engine.facts.gather import gather_facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A storyboard's selected shots as they can be seen. `actions`: one a take, in storyboard order."""

    project: Project
    snapshot: Snapshot
    actions: tuple[Action, ...]
    clips: Clips
    whole: bool  # every shot was selected
    unreadable: tuple[str, ...]  # files that stand for a take and are no clip: path, and what is wrong

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The chosen takes in order."""
        return cut_of(self.actions, self.clips)

    def say_unreadable(self) -> None:
        """On stderr, a line a file."""
        for reason in self.unreadable:
            click.echo(f"not shown: {plain(reason)}", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """A file that stands for a take."""

    path: str  # relative to the project's folder; absolute in the store
    digest: str
    source: Source


def open_film(
    invocation: Invocation,
    chosen: ShotChoice,
    *,
    simulate: bool = False,
    store: bool = False,
    now: bool = False,
) -> Film:
    """Read the storyboard and look at what stands for its takes; `store`: in the store too; `now`: a simulated clip of
    the request as it is goes before one that was bought for an earlier request. Raises what `open_project` and
    selecting do, StoreError."""
    project = open_project(invocation, simulate=simulate)
    chosen = chosen.since(project, invocation)
    with open_world(project) as world:
        snapshot = gather_facts(world, project.board)
        plan, _ = chosen.plan(project.board, snapshot)
        refuse_problems(plan, project)
        actions = tuple(a for a in plan.actions if a.want and a.selected)
        stored = dict(_stored(actions, world.cas, simulate=simulate)) if store else {}
        files = stored | dict(_standing(actions, snapshot, project))
        if not simulate:
            good = {take for take, file in files.items() if not (now and file.source is Source.OLDER)}
            files |= _simulated(project, {(a.shot, a.take) for a in actions} - good)
        clips, unreadable = _probed_clips(files, project, world.index)
    return Film(
        project=project,
        snapshot=snapshot,
        actions=actions,
        clips=clips,
        whole=chosen.selection.everything,
        unreadable=unreadable,
    )


def _standing(
    actions: Iterable[Action], snapshot: Snapshot, project: Project
) -> Iterator[tuple[tuple[str, int], _File]]:
    """What stands in the output tree for each take."""
    for action in actions:
        there = snapshot.outputs.get(action.output, NOTHING_THERE)
        if there.standing in {Standing.CLIP, Standing.EDITED} and there.digest:
            source = _source(action, there.standing, there.digest, simulate=project.simulate)
            path = f"{project.output}/{action.output}"
            yield (action.shot, action.take), _File(path=path, digest=there.digest, source=source)


def _stored(
    actions: Iterable[Action], cas: Cas, *, simulate: bool
) -> Iterator[tuple[tuple[str, int], _File]]:
    """What the next build puts into the output tree from the store."""
    source = Source.SIMULATED if simulate else Source.BOUGHT
    for action in actions:
        if action.kind is ActionKind.RESTORE and action.digests and cas.has(action.digests[0]):
            digest = action.digests[0]
            path = cas.path(digest).absolute().as_posix()
            yield (action.shot, action.take), _File(path=path, digest=digest, source=source)


def _source(action: Action, standing: Standing, digest: str, *, simulate: bool) -> Source:
    if simulate:
        return Source.SIMULATED
    if standing is Standing.EDITED:
        return Source.EDITED
    return Source.BOUGHT if digest in action.digests else Source.OLDER


def _simulated(project: Project, takes: set[tuple[str, int]]) -> dict[tuple[str, int], _File]:
    """The simulated clips of takes that have none, where they were made of the request as it is now."""
    if not takes:
        return {}
    rehearsal = project.rehearsal()
    if not (project.folder / rehearsal.output).is_dir():
        return {}
    with open_world(rehearsal) as world:
        snapshot = gather_facts(world, rehearsal.board)
    kept = [
        a
        for a in make_plan(rehearsal.board, snapshot, Options()).actions
        if a.kind is ActionKind.KEEP and (a.shot, a.take) in takes
    ]
    return dict(_standing(kept, snapshot, rehearsal))


def _probed_clips(
    files: Mapping[tuple[str, int], _File], project: Project, index: Index
) -> tuple[Clips, tuple[str, ...]]:
    """The clips with their facts, and what is no clip."""
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1, thread_name_prefix="probe") as pool:
        probed = dict(zip(files, pool.map(lambda f: _clip(f, project, index), files.values()), strict=True))
    clips = {take: clip for take, clip in probed.items() if isinstance(clip, Clip)}
    return clips, tuple(reason for reason in probed.values() if isinstance(reason, str))


def _clip(file: _File, project: Project, index: Index) -> Clip | str:
    """A file as a clip, or what is wrong with it. What was read of the same bytes before is not read again."""
    key = f"clip:{file.digest}"
    known: Any = index.get(key)
    if not isinstance(known, dict):
        from seedance_make.media.clip import UnreadableMediaError  # noqa: PLC0415 - PyAV is slow to import
        from seedance_make.media.probe import clip_facts  # noqa: PLC0415

        try:
            read = clip_facts(project.folder / file.path)
        except (UnreadableMediaError, OSError) as error:
            return f"{file.path} {error}"
        known = {
            "size": [read.width, read.height],
            "fps": str(read.fps),
            "frames": read.frames,
            "sound": read.audio,
        }
        index.set(key, known)
    return Clip(
        path=file.path,
        digest=file.digest,
        source=file.source,
        width=known["size"][0],
        height=known["size"][1],
        fps=Fraction(known["fps"]),
        frames=known["frames"],
        sound=known["sound"],
    )
