"""Whether what an address gives is still what it was: `plan --probe` looks, and only says so. Never a reason to buy.

The first look after a purchase keeps the address's mark in the index; later ones compare.
"""

import asyncio
from collections.abc import Iterator

from seedance_make.core.plan.model import ActionKind, Plan, Want
from seedance_make.core.ports.network import Downloads
from seedance_make.core.storyboard.model import ResolvedShot, UrlMedia
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.engine.world import World

CHANGED = "changed-reference"


def _references(plan: Plan) -> Iterator[tuple[Want, str, UrlMedia]]:
    """The addresses of takes that are bought, each with the field that names it."""
    for action in plan.actions:
        if action.want and action.kind in {ActionKind.KEEP, ActionKind.RESTORE}:
            for field, media in action.want.shot.media.items():
                yield from ((action.want, field, m) for m in media if isinstance(m, UrlMedia))


async def changed_references(world: World, downloads: Downloads, plan: Plan) -> tuple[Problem, ...]:
    """A warning for each address whose ETag, or date and length, is not what it was at the first look."""
    references = tuple(_references(plan))
    urls = tuple(dict.fromkeys(m.url for _, _, m in references))
    answers = dict(zip(urls, await asyncio.gather(*map(downloads.mark, urls)), strict=True))
    problems = []
    for want, field, medium in references:
        now = answers[medium.url]
        if not isinstance(now, str) or not now:
            continue
        key = f"mark:{world.origin}:{want.fingerprint}:{medium.url}"
        before = world.index.get(key)
        if before is None:
            world.index.set(key, now)
        elif before != now:
            problems.append(_warning(want.shot, field, medium))
    return tuple(problems)


def _warning(shot: ResolvedShot, field: str, medium: UrlMedia) -> Problem:
    return Problem.at(
        shot,
        field,
        place=medium.place,
        name=CHANGED,
        message="the address gives something else than it did when this take was probed first",
        help=f"the clip stays as it is; for one of the new file: seedance-make retake {shot.name}",
        severity=Severity.WARNING,
    )
