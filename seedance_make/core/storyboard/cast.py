"""The cast: members whose pictures, clips and voices a shot takes along when it mentions or lists them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Mode, mode_of, set_in
from seedance_make.core.storyboard.layers import Layer, ReportProblem, Value, layer
from seedance_make.core.storyboard.media.frame import frame_words
from seedance_make.core.storyboard.media.read import MediaReader, media_identity
from seedance_make.core.storyboard.model import FileMedia, FrameMedia, Media, UrlMedia
from seedance_make.core.storyboard.templates.vocabulary import Name
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import Guide, short


@dataclass(frozen=True, slots=True, kw_only=True)
class CastMember:
    """One of the cast, with the references that come along."""

    name: str
    fields: Layer
    media: Mapping[str, tuple[Media, ...]]  # by the API's field name


def members_of(
    cast: Mapping[str, Node], entries: MediaReader, report: ReportProblem
) -> dict[str, CastMember]:
    """The whole cast, used or not."""
    members: dict[str, CastMember] = {}
    for name, node in cast.items():
        fields = layer(node.mapping, f"cast.{name}", report)
        references = {field: fields[field] for field in set_in("member") if field in fields}
        members[name] = CastMember(name=name, fields=references, media=entries.all_of(references))
    return members


_UNKNOWN = {"style": "no style is named", "cast": "nobody of the cast is named"}


def names_in(value: Value | None, kind: str, known: Guide, report: ReportProblem) -> list[str]:
    """A name or a list of names of a `kind` ("style", "cast"), each of which must be known."""
    if value is None:
        return []
    nodes = [(value.path, value.node)]
    if not isinstance(value.node.value, str):
        nodes = [(f"{value.path}[{n}]", node) for n, node in enumerate(value.node.items)]
    names: list[str] = []
    for path, node in nodes:
        if not isinstance(node.value, str) or not node.value:
            continue  # the schema's to report
        if node.value in known.known:
            names.append(node.value)
            continue
        message = f"{_UNKNOWN[kind]} `{short(node.value)}`"
        report(Problem.worded((f"unknown-{kind}", message, known.help(node.value)), node.place, path))
    return names


def with_cast(
    own: Mapping[str, tuple[Media, ...]], cast: Iterable[CastMember]
) -> dict[str, tuple[Media, ...]]:
    """A shot's media and, after its own references, those of its cast that are not there yet."""
    joined = {field: list(media) for field, media in own.items()}
    there = {(field, media_identity(medium)) for field, media in own.items() for medium in media}
    for member in cast:
        for field, media in member.media.items():
            target = joined.setdefault(field, [])
            for medium in media:
                if (field, media_identity(medium)) not in there:
                    there.add((field, media_identity(medium)))
                    target.append(medium)
    return {field: tuple(media) for field, media in joined.items()}


def left_out(cast: Iterable[CastMember]) -> tuple[str, ...]:
    """What `show` says of each member whose references a first frame leaves out."""
    return tuple(
        f"cast.{member.name} gives only its text here: with a first frame the API takes no references"
        f" (left out: {', '.join(_named(m) for media in member.media.values() for m in media)})"
        for member in cast
        if any(member.media.values())
    )


def _named(medium: Media) -> str:
    match medium:
        case UrlMedia():
            return medium.url
        case FileMedia():
            return medium.path
        case FrameMedia():
            return f"the {frame_words(medium.frame)} of {medium.shot}"


def picture_number(
    name: Name, member: CastMember, media: Mapping[str, tuple[Media, ...]], report: ReportProblem
) -> str:
    """`@imageN` for `{{ cast.mara.image }}`: the place of the member's first picture among the shot's."""
    pictures = member.media.get("reference_image_urls", ())
    if "reference_image_urls" not in member.fields:
        report(
            _no_picture(
                name, f"`{name.key}` has no picture", f"give it `{SHOT_FIELDS['reference_image_urls'].short}`"
            )
        )
    elif mode_of(media) is Mode.I2V:
        report(
            _no_picture(
                name,
                "with a first frame the API takes no pictures to name",
                f"write `{{{{ {name.key} }}}}` for the words alone, or leave the first frame out",
            )
        )
    elif pictures:
        there = [media_identity(medium) for medium in media["reference_image_urls"]]
        return f"@image{there.index(media_identity(pictures[0])) + 1}"
    return ""


def _no_picture(name: Name, message: str, way_out: str) -> Problem:
    return Problem.worded(("no-picture", message, way_out), name.place, name.path)
