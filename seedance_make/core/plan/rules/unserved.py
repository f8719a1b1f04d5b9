"""Media of purchases that the API could not read: said by `plan`, at the place that names them, before anything is bought."""

from collections.abc import Iterable, Iterator

from seedance_make.core.plan.model import PAYS, Action
from seedance_make.core.plan.rules.serving import Publishability, Refusal
from seedance_make.core.storyboard.fields import MEDIA, Field
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, Media, ResolvedShot
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.suggest import short

_SHOWN = 3

UNPUBLISHABLE = "unserved-media"
"""The problem's name."""


def unpublishable(actions: Iterable[Action], serving: Publishability) -> Iterator[Problem]:
    """Every medium of a purchase that nothing serves, at the place that names it; those with one reason as one."""
    refused: dict[Refusal, dict[Media, tuple[ResolvedShot, Field]]] = {}
    for action in actions:
        if action.kind not in PAYS or action.want is None:
            continue
        for field in MEDIA:
            for medium in action.want.shot.media.get(field.name, ()):
                refusal = serving.refuses(medium)
                if refusal is not None:
                    refused.setdefault(refusal, {}).setdefault(medium, (action.want.shot, field))
    for refusal, media in refused.items():
        names = list(dict.fromkeys(map(_named, media)))
        first, (shot, field) = next(iter(media.items()))
        yield Problem.at(
            shot,
            field.short,
            place=first.place,
            name=UNPUBLISHABLE,
            message=f"{_several(names)}: {refusal.message}",
            help=refusal.help,
            severity=refusal.severity,
        )


def _several(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")


def _named(medium: Media) -> str:
    match medium:
        case FrameMedia():
            return f"a frame of `{short(medium.shot)}`"
        case FileMedia():
            return f"`{medium.path}`"
        case _:
            return f"`{medium.url}`"
