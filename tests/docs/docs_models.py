"""The pages of docs/models/: each written from its model's file, and the list of them."""

import json
from collections.abc import Iterable, Iterator, Mapping

from docs_text import NOTICE, table

from seedance_make.core.request.price_table import SHIPPED
from seedance_make.core.request.request import ByUrl, Medium, Request, body
from seedance_make.core.storyboard.fields import SHOT_FIELDS, mode_of
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, ModelField, VideoModel
from seedance_make.load.models.library import shipped_models
from seedance_make.ui.models import default_words, price_range, rates_words, taken_words

_KNOWN = {
    "seed": "What is said here is the API document's.",
    "second-hand": "What is said here is second-hand: read in public, not in the API document. Fields and prices may be"
    " otherwise, and a plan that buys with it says so.",
}
_FOLDER = "../../seedance_make/models"
_PICTURE = "https://example.com/{}.png"


def model_pages() -> Iterator[tuple[str, str]]:
    """File below docs/ → text."""
    yield "models/README.md", _list_page(shipped_models())
    for model in shipped_models().values():
        yield f"models/{model.id}.md", _page(model)


def _list_page(models: Mapping[str, VideoModel]) -> str:
    rows = (
        (
            f"[`{model.id}`]({model.id}.md)",
            " ".join(model.fields["resolution"].values),
            taken_words("duration", model.fields["duration"]),
            price_range(list(model.prices.rates.values())),
            model.prices.as_of,
            model.confidence,
        )
        for model in models.values()
    )
    parts = [
        "# The models",
        NOTICE.format(source="model files"),
        (
            "A model is a data file. These ship; a project brings [its own](your-own.md) beside them, and `seedance-make models`"
            " lists both. The storyboard's words are the same for every model, so a line of a profile moves a film:"
        ),
        (
            "```yaml\nprofiles:\n  draft: {resolution: 480p, duration: 4}\n"
            "  final: {model: doubao-seedance-2.0, resolution: 1080p}\n```"
        ),
        (
            "`seedance-make plan --compare draft,final` prices both side by side. A value that the model does not have is told"
            " at its line, with the models that have it, and so is a field that it does not take. Each model has the prices of"
            " its file, as of a day; `prices:` in the storyboard stands in their place."
        ),
        table(("model", "resolutions", "length", "price", "as of", "confidence"), rows),
    ]
    return "\n\n".join(parts) + "\n"


def _page(model: VideoModel) -> str:
    prices = SHIPPED.of(model)
    parts = [
        f"# {model.title}",
        NOTICE.format(source="model's file"),
        f"`model: {model.id}`"
        + (", the model of a storyboard that names none." if model.id == DEFAULT_MODEL else ""),
        f"{_KNOWN[model.confidence]} Source: {model.source}. Its file: [{model.id}.yaml]({_FOLDER}/{model.id}.yaml).",
        "## Fields",
        table(("field", "takes", "when it is not set", "in the body"), _fields(model)),
    ]
    if model.excludes:
        pairs = "\n".join(f"- {_written(one)} with {_written(other)}" for one, other in model.excludes)
        parts += ["Never together:", pairs]
    if model.sends:
        parts.append(f"Always in the body besides: `{json.dumps(model.sends)}`.")
    if prices.rates:
        rates = ((f"`{resolution}`", rates_words(each)) for resolution, each in prices.rates.items())
        parts += ["## Prices", f"As of {prices.as_of}.", table(("resolution", "price"), rates)]
    else:
        parts += [
            "## Prices",
            "None is known: nothing is bought with it until `prices:` in a storyboard says what it costs.",
        ]
    return "\n\n".join([*parts, *_clips(model), *_bodies(model)]) + "\n"


def _fields(model: VideoModel) -> Iterator[tuple[str, ...]]:
    for name, taken in model.fields.items():
        default = default_words(taken).removeprefix("default ")
        said = f"`{default}`" if default else ""
        yield (
            _written(name),
            taken_words(name, taken),
            f"{said}, not sent" if taken.unsent else said,
            _on_the_wire(name, taken),
        )


def _written(name: str) -> str:
    return f"`{SHOT_FIELDS[name].short or name}`"


def _on_the_wire(name: str, taken: ModelField) -> str:
    if taken.list:
        return f"`{taken.list}`, role `{taken.role}`"
    if taken.when_true is not None:
        return f"where it is true: `{json.dumps(taken.when_true)}`"
    return f"`{taken.wire or name}`"


def _clips(model: VideoModel) -> Iterator[str]:
    output = model.output
    more = f", and {output.extra_frames} frame more" if output.extra_frames else ""
    yield "## Clips"
    yield f"{output.fps} frames a second{more}. Width × height in pixels:"
    shapes = list(dict.fromkeys(shape for sizes in output.pixels.values() for shape in sizes))
    rows = (
        (f"`{resolution}`", *(f"{sizes[shape][0]} × {sizes[shape][1]}" for shape in shapes))
        for resolution, sizes in output.pixels.items()
    )
    yield table(("", *shapes), rows)


def _bodies(model: VideoModel) -> Iterator[str]:
    yield "## What is sent"
    yield "A prompt alone:"
    yield _body(model, {})
    yield "From a first frame to a last one:"
    yield _body(
        model, {"first_frame_url": [_PICTURE.format("door")], "last_frame_url": [_PICTURE.format("sea")]}
    )


def _body(model: VideoModel, media: Mapping[str, Iterable[str]]) -> str:
    urls: dict[str, tuple[Medium, ...]] = {
        n: tuple(ByUrl(url=url) for url in many) for n, many in media.items()
    }
    request = Request(
        model=model, take=1, mode=mode_of(urls), prompt="A boat at dusk.", media=urls, scalars=model.defaults
    )
    return f"```json\n{json.dumps(body(request), indent=2, ensure_ascii=False)}\n```"
