"""Local files as media: which of them a storyboard sends, and what is known of one once it has been read."""

from collections.abc import Iterable
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import MEDIA, Field, Kind
from seedance_make.core.storyboard.model import FileMedia, ResolvedShot
from seedance_make.core.text.diagnostic import Located, Place, Problem, Severity, Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A local file's facts."""

    sha256: str  # lower-case hex
    size: int  # bytes
    kind: Kind
    type: str  # jpeg, png, mp4 …, by its bytes
    width: int | None = None  # pixels; of pictures that could be read
    height: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUse:
    """A local file that a shot sends, and as what."""

    shot: Located
    field: Field
    media: FileMedia

    def problem(self, wording: Wording, severity: Severity = Severity.ERROR) -> Problem:
        """A problem of that file, where it is named."""
        name, message, way_out = wording
        return Problem.at(
            self.shot,
            self.field.short,
            place=self.media.place,
            name=name,
            message=message,
            help=way_out,
            severity=severity,
        )


def files_used(shots: Iterable[ResolvedShot]) -> tuple[FileUse, ...]:
    """Every local file of a storyboard, once for each place that names it. Of a list that is too long, which is said
    elsewhere, what is beyond its end is not looked at."""
    uses: dict[tuple[Place, Kind], FileUse] = {}
    for shot in shots:
        for field in MEDIA:
            for medium in shot.media.get(field.name, ())[: shot.model.most(field.name)]:
                if isinstance(medium, FileMedia):
                    uses.setdefault((medium.place, field.kind), FileUse(shot=shot, field=field, media=medium))
    return tuple(uses.values())
