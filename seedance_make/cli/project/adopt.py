"""`retake --adopt`: a clip that the lock file names, as a further take of a shot, for nothing."""

from collections.abc import Sequence
from dataclasses import replace

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.edit import StoryboardEdit
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.project.planning import plan_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import StoreError, UsageError
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.changes import changes
from seedance_make.core.request.fingerprint import document
from seedance_make.core.request.receipts import adopted, is_other_take, nearest_document
from seedance_make.core.request.request import Request
from seedance_make.core.storyboard.model import Receipt
from seedance_make.engine.world import World

_LEAST = 12
"""Hex digits of a digest, as for a pin."""


def adopt_clip(edit: StoryboardEdit, invocation: Invocation, shot: str, digest: str) -> None:
    """Ask for one more take of the shot, and write down that its clip is the one with that digest. Raises UsageError."""
    if len(digest) < _LEAST or digest.strip("0123456789abcdef"):
        raise UsageError(
            f"--adopt: {digest} is no digest", help=f"{_LEAST} or more hex digits of a clip's sha256"
        )
    edit.shot(shot)
    project = open_project(invocation)
    with open_world(project) as world:
        request = _request(world, project, shot)
        lock = world.lock_file
        assert lock is not None
        purchase = _purchase([r for r in lock.read() if r.origin == world.origin], digest, request, shot)
        (take,) = edit.retake([shot], 1)[shot]
        try:
            lock.add(replace(r, shot=shot) for r in adopted(purchase, replace(request, take=take)))
        except StoreError:
            edit.undo()
            raise


def _request(world: World, project: Project, shot: str) -> Request:
    """What the shot asks for today, whole."""
    plan = plan_project(world, project, ShotChoice(selection=Selection(shots=(shot,)))).plan
    want = next((a.want for a in plan.actions if a.want and a.shot == shot), None)
    if want is None:
        raise UsageError(f"{shot} is disabled", help="set `enabled: true` first")
    if want.fingerprint is None:
        raise UsageError(
            f"{shot} waits for the clip of {', '.join(want.request.waits_for)}", help="build that first"
        )
    return want.request


def _purchase(receipts: Sequence[Receipt], digest: str, request: Request, shot: str) -> list[Receipt]:
    """All videos of the task that made the clip. Raises UsageError for none, several, or one of another request."""
    named = [r for r in receipts if r.sha256.startswith(digest)]
    if not named:
        raise UsageError(
            f"the lock file names no clip {digest[:12]}", help="git merge or pull its line first"
        )
    if len({r.sha256 for r in named}) > 1:
        raise UsageError(f"several clips of the lock file begin with {digest}", help="give more digits")
    fitting = next((r for r in named if is_other_take(r, request)), None)
    if fitting is None:
        raise UsageError(f"the clip {digest[:12]} was made from another request than {shot} asks for{_how(named, request)}",
                         help="a pin shows a clip whatever it was made from: `pin: " + digest[:12] + "`")  # fmt: skip
    return [r for r in receipts if (r.fingerprint, r.task_id) == (fitting.fingerprint, fitting.task_id)]


def _how(named: Sequence[Receipt], request: Request) -> str:
    now = document(request)
    before = nearest_document(named, now) if now else None
    fields = ", ".join(c.field for c in changes(before, now)) if before and now else ""
    return f": {fields} differ" if "," in fields else f": {fields} differs" if fields else ""
