"""What the API can be given an address of: a value that planning reads, so that nothing is bought in vain.

A shot that needs a local file, or a frame of another shot, is bought only where something serves it; a chain must
not find that out after its first shot was paid.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from seedance_make.core.model import MEDIA_FIELDS, FileMedia, FrameMedia, Media
from seedance_make.core.names import spoken
from seedance_make.core.plan import PAYS, Action
from seedance_make.core.problem import Problem, Severity
from seedance_make.core.suggest import short

WAYS = "git, s3://BUCKET/FOLDER (also gs:, az:), or {store: …, base_url: …}"
"""What `publish:` takes, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why something gets no public address, and the way out. `message` follows the medium's name."""

    message: str
    help: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
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
    message="has no public address, and the API reads media from addresses alone",
    help=f"build needs `publish:` ({WAYS}); plan and build --simulate work without it",
)
NOTHING = Serving(any_file=_NOTHING, any_frame=_NOTHING)
"""Neither `publish` nor `team` is set."""

UNSERVED = "unserved-media"
"""The problem's name."""


def unserved(actions: Iterable[Action], serving: Serving) -> Iterator[Problem]:
    """Every medium of a purchase that nothing serves, at the place that names it, once."""
    said = set()
    for action in actions:
        if action.kind not in PAYS or action.want is None:
            continue
        for written, api_field in MEDIA_FIELDS.items():
            for medium in action.want.shot.media.get(api_field, ()):
                refusal = serving.refuses(medium)
                if refusal is None or medium.place in said:
                    continue
                said.add(medium.place)
                yield Problem(
                    place=medium.place,
                    path=f"shots.{spoken(action.shot)}.{written}",
                    name=UNSERVED,
                    message=f"{_named(medium)} {refusal.message}",
                    help=refusal.help,
                    severity=refusal.severity,
                )


def _named(medium: Media) -> str:
    match medium:
        case FrameMedia():
            return f"a frame of `{short(medium.shot)}`"
        case FileMedia():
            return f"`{medium.path}`"
        case _:
            return f"`{medium.url}`"
