"""Every file that a build with nothing to do has looked at: while none of them changes, neither does its answer."""

from collections.abc import Iterator
from pathlib import Path

from seedance_make.cli.invocation import MANIFEST, Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import JOURNAL, LOCK_FILE, home
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.outputs import frames_needed, outputs_of
from seedance_make.store.cas.cas import DiskCas


def files_read(invocation: Invocation, project: Project, plan: Plan) -> Iterator[Path]:
    """Storyboard, includes, local media, lock file, journal, outputs and artifacts; and where a storyboard would be
    found first, were it there."""
    store, root = home(), project.folder / project.output
    clips = DiskCas(store)
    yield from (invocation.folder / name for name in project.board.manifest.sources)
    here = Path.cwd()
    yield from (place / MANIFEST for place in (here, *here.parents) if place.is_relative_to(project.folder))
    yield from (project.folder / path for path in project.assets)
    yield from (project.folder / LOCK_FILE, store / JOURNAL)
    for action in plan.actions:
        yield root / action.output
        if action.want:
            yield from (root / path for path in outputs_of(action.want, len(action.digests)))
            yield from (root / path for path in frames_needed(action.want))
        yield from (clips.path(digest) for digest in action.digests)
