"""What the API can be given an address of: a value that planning reads, so that nothing is bought in vain.

A shot that needs a local file, or a frame of another shot, is bought only where something serves it; a chain must
not find that out after its first shot was paid.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from seedance_make.core.storyboard.fields import MEDIA, Field
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, Media, ResolvedShot
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.suggest import listed, short

WAYS = "git, s3://BUCKET/FOLDER (also gs:, az:), or {store: …, base_url: …}"
"""What `publish:` takes, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something gets no public address, and the way out. `message` follows the names of the media."""

    message: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Publishability:
    """What cannot be served; by default everything can. `files`: single files, by their path in the project."""

    any_file: Refusal | None = None
    any_frame: Refusal | None = None
    files: Mapping[str, Refusal] = field(default_factory=dict)

    def refuses(self, medium: Media) -> Refusal | None:
        """What keeps the API from reading it."""
        match medium:
            case FileMedia():
                return self.any_file or self.files.get(medium.path)
            case FrameMedia():
                return self.any_frame
            case _:
                return None


_NOTHING = Refusal(
    message="no public address, and the API reads media from addresses alone",
    help=f"build needs `publish:` ({WAYS}); plan and build --simulate work without it",
)
NOTHING = Publishability(any_file=_NOTHING, any_frame=_NOTHING)
"""Neither `publish` nor `team` is set."""

UNPUBLISHABLE = "unserved-media"
"""The problem's name."""


def publishing_problems(shots: Iterable[ResolvedShot], publishability: Publishability) -> Iterator[Problem]:
    """A warning for every medium that nothing serves, at the place that names it; those with one reason as one.
    A build that needs one refuses before anything is sent."""
    refused: dict[Refusal, dict[Media, tuple[ResolvedShot, Field]]] = {}
    for shot in shots:
        for slot in MEDIA:
            for medium in shot.media.get(slot.name, ()):
                refusal = publishability.refuses(medium)
                if refusal is not None:
                    refused.setdefault(refusal, {}).setdefault(medium, (shot, slot))
    for refusal, media in refused.items():
        names = list(dict.fromkeys(map(_named, media)))
        first, (shot, field) = next(iter(media.items()))
        yield Problem.at(
            shot,
            field.short,
            place=first.place,
            name=UNPUBLISHABLE,
            message=f"{listed(names, 4)}: {refusal.message}",
            help=refusal.help,
            severity=Severity.WARNING,
        )


def _named(medium: Media) -> str:
    match medium:
        case FrameMedia():
            return f"a frame of `{short(medium.shot)}`"
        case FileMedia():
            return f"`{medium.path}`"
        case _:
            return f"`{medium.url}`"
