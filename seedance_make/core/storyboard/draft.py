"""A shot's layers, words, cast and media put together: the step from what is written to what is meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from seedance_make.core.storyboard.cast import CastMember, names_in, picture_number, with_cast
from seedance_make.core.storyboard.fields import ALWAYS_SET, Mode, mode_of
from seedance_make.core.storyboard.layers import (
    BY_DEFAULT,
    Layer,
    ReportProblem,
    layer,
    merge,
    origin_of,
)
from seedance_make.core.storyboard.media.read import MediaReader
from seedance_make.core.storyboard.model import Manifest, Media, Origin, Shot
from seedance_make.core.storyboard.templates.expand import BROKEN, ExpandedText, Texts
from seedance_make.core.storyboard.templates.vocabulary import Name
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, NO_PRICES, VideoModel
from seedance_make.core.text.diagnostic import Located, Place
from seedance_make.core.text.suggest import Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolveContext:
    """What all shots share."""

    manifest: Manifest
    below: tuple[Layer, ...]  # layers weaker than a shot and its groups
    groups: Mapping[str, tuple[Layer, ...]]  # by shot
    above: Layer  # the profile
    entries: MediaReader
    members: Mapping[str, CastMember]
    styles: Guide
    cast: Guide
    texts: Texts
    report: ReportProblem


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft(Located):
    """One shot with its layers merged and its cast joined: all that the rules between fields are asked about."""

    model: VideoModel
    written: frozenset[str]  # what the shot sets itself, by the API's names
    fields: Layer  # what is set, by the API's names
    own: Mapping[str, tuple[Media, ...]]  # the shot's media, without its cast's
    media: Mapping[str, tuple[Media, ...]]  # what is sent
    prompt: str | None
    style_text: str  # how the prompt ends: the texts of the styles
    styles: tuple[str, ...]
    cast: tuple[str, ...]  # members that come along
    origins: Mapping[str, Origin]  # of every field that has a value
    troubled: bool  # whether its prompt could not be worked out: said already, so its absence is no news

    def place_of(self, field: str) -> Place:
        """Where a field's value stands; the shot's name where it is not set."""
        value = self.fields.get(field)
        return value.node.place if value else self.place

    def path_of(self, field: str = "") -> str:
        """Where a field is set, which may be in `defaults` or a group."""
        value = self.fields.get(field)
        return value.path if value else Located.path_of(self, field)


def draft_of(context: ResolveContext, shot: Shot) -> Draft:
    """One shot as it is meant; problems of its values go to the context's report."""
    own_layer = layer(shot.fields, shot.path_of(), context.report)
    fields = merge((*context.below, *context.groups.get(shot.name, ()), own_layer, context.above))
    model = _model(context.manifest, fields)
    styles = names_in(fields.get("style"), "style", context.styles, context.report)
    texts = texts_of(context, fields, styles)
    mentioned = [name for text in texts for name in text.mentions]
    listed = names_in(fields.get("cast"), "cast", context.cast, context.report)
    cast = tuple(dict.fromkeys((*mentioned, *listed)))
    own = context.entries.all_of(fields)
    # With a first frame the API takes no references, so the cast gives its words alone.
    media = own if mode_of(own) is Mode.I2V else with_cast(own, (context.members[name] for name in cast))
    prompt = _composed(context, texts, media) or None
    style_text = _composed(context, (context.texts.named[f"styles.{name}"] for name in styles), media)
    origins = dict.fromkeys((*model.defaults, *ALWAYS_SET), BY_DEFAULT)
    origins |= {name: value.origin for name, value in fields.items()}
    if prompt and "prompt" not in fields:
        origins["prompt"] = origin_of(context.manifest.styles[styles[0]])
    for name in cast:
        for field, value in context.members[name].fields.items():
            if media.get(field):
                origins.setdefault(field, value.origin)
    return Draft(
        name=shot.name,
        place=shot.place,
        model=model,
        written=frozenset(own_layer),
        fields=fields,
        own=own,
        media=media,
        prompt=prompt,
        style_text=style_text,
        styles=tuple(styles),
        cast=cast,
        origins=origins,
        troubled=any(text.broken or any(isinstance(part, Name) for part in text.parts) for text in texts),
    )


def _model(manifest: Manifest, fields: Layer) -> VideoModel:
    """The shot's model. One that there is not, which the schema refuses, is looked at as if it were mini."""
    written = fields["model"].node.value if "model" in fields else None
    name = written.strip() if isinstance(written, str) else manifest.model
    return manifest.models.get(name) or replace(manifest.models[DEFAULT_MODEL], id=name, prices=NO_PRICES)


def texts_of(context: ResolveContext, fields: Layer, styles: Iterable[str]) -> list[ExpandedText]:
    """The prompt, if there is one, and the texts of the `styles` that `fields` name, in order."""
    texts: list[ExpandedText] = []
    value = fields.get("prompt")
    if value is not None and value.node.value is not None:
        usable = isinstance(value.node.value, str) and value.node.value.strip()
        texts.append(context.texts.text(value.node, value.path) if usable else BROKEN)
    named = [context.texts.named[f"styles.{name}"] for name in styles]
    return [*texts, *(named or ([BROKEN] if "style" in fields else []))]


def _composed(
    context: ResolveContext, texts: Iterable[ExpandedText], media: Mapping[str, tuple[Media, ...]]
) -> str:
    """The prompt and after it the styles, one space between them."""
    rendered = (_rendered(context, text, media) for text in texts)
    return " ".join(text for text in rendered if text)


def _rendered(context: ResolveContext, text: ExpandedText, media: Mapping[str, tuple[Media, ...]]) -> str:
    return "".join(
        part
        if isinstance(part, str)
        else picture_number(part, context.members[part.member], media, context.report)
        for part in text.parts
    ).strip()
