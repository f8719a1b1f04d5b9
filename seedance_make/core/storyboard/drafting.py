"""A shot's layers, words, cast and media put together: the step from what is written to what is meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.cast import CastMember, names_in, picture_number, with_cast
from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.layers import Layer, ReportProblem, Value, layer, merge
from seedance_make.core.storyboard.media import MediaReader
from seedance_make.core.storyboard.model import Media, Shot
from seedance_make.core.storyboard.names import spoken
from seedance_make.core.storyboard.templates.expand import BROKEN, ExpandedText, Texts
from seedance_make.core.storyboard.templates.vocabulary import Name
from seedance_make.core.text.suggest import Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveContext:
    """What all shots share."""

    below: tuple[Layer, ...]  # layers weaker than a shot
    above: Layer  # the profile
    entries: MediaReader
    members: Mapping[str, CastMember]
    styles: Guide
    cast: Guide
    texts: Texts
    report: ReportProblem


def draft_of(desk: ResolveContext, shot: Shot) -> Draft:
    """One shot as it is meant; problems of its values go to the desk's report."""
    own_layer = layer(shot.fields, f"shots.{spoken(shot.name)}", desk.report)
    fields = merge((*desk.below, own_layer, desk.above))
    texts = texts_of(desk, fields)
    mentioned = [name for text in texts for name in text.mentions]
    cast = tuple(dict.fromkeys((*mentioned, *names_in(fields.get("cast"), "cast", desk.cast, desk.report))))
    own = desk.entries.all_of(fields)
    # With a first frame the API takes no references, so the cast gives its words alone.
    media = own if "first_frame_url" in own else with_cast(own, (desk.members[name] for name in cast))
    return Draft(
        shot=shot,
        fields=fields,
        own=own,
        media=media,
        prompt=_composed(desk, texts, media) or None,
        cast=cast,
        troubled=any(text.broken or any(isinstance(part, Name) for part in text.parts) for text in texts),
    )


def texts_of(desk: ResolveContext, fields: Mapping[str, Value]) -> list[ExpandedText]:
    """The prompt, if there is one, and the texts of the styles, in order."""
    texts: list[ExpandedText] = []
    value = fields.get("prompt")
    if value is not None and value.node.value is not None:
        usable = isinstance(value.node.value, str) and value.node.value.strip()
        texts.append(desk.texts.text(value.node, value.path) if usable else BROKEN)
    style = fields.get("style")
    names = names_in(style, "style", desk.styles, desk.report)
    texts.extend(desk.texts.named[f"styles.{name}"] for name in names)
    if style is not None and not names:
        texts.append(BROKEN)
    return texts


def _composed(
    desk: ResolveContext, texts: Iterable[ExpandedText], media: Mapping[str, tuple[Media, ...]]
) -> str:
    """The prompt and after it the styles, one space between them."""
    rendered = (_rendered(desk, text, media) for text in texts)
    return " ".join(text for text in rendered if text)


def _rendered(desk: ResolveContext, text: ExpandedText, media: Mapping[str, tuple[Media, ...]]) -> str:
    return "".join(
        part if isinstance(part, str) else picture_number(part, desk.members[part.member], media, desk.report)
        for part in text.parts
    ).strip()
