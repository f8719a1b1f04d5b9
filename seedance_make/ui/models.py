"""The models for people: all in a table, and one in full."""

from collections.abc import Sequence

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.fields import SHOT_FIELDS, Kind
from seedance_make.core.storyboard.video_model import ModelField, Rates, VideoModel
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, columns

_HEADS = ("model", "resolution", "seconds", "images", "USD", "confidence")


def models_text(models: Sequence[VideoModel], table: PriceTable, *, color: bool) -> str:
    """One line a model: what it makes, what its lowest resolution costs, how sure that is."""
    paint = Paint(color)
    lines = columns([_HEADS, *(_row(model, table) for model in models)])
    lines[0] = paint(lines[0], "dim")
    return "\n".join([*lines, "", "`seedance-make models NAME` tells all about one."]) + "\n"


def model_text(model: VideoModel, table: PriceTable, *, color: bool) -> str:
    """One model in full: where it is known from, its fields, its prices."""
    paint = Paint(color)
    prices = table.of(model)
    facts = [["title", plain(model.title)], ["source", plain(model.source)], ["confidence", model.confidence]]
    blocks = [[paint(model.id, "bold"), *columns([fact for fact in facts if fact[1]])]]
    rows = [
        [f"  {SHOT_FIELDS[name].short or name}", _taken(name, taken), _default(taken)]
        for name, taken in model.fields.items()
    ]
    blocks.append([paint("fields", "dim"), *columns(rows)])
    pairs = [f"  {_name(one)} with {_name(other)}" for one, other in model.excludes]
    blocks += [[paint("never together", "dim"), *pairs]] if pairs else []
    rates = [[f"  {resolution}", _rates(rates)] for resolution, rates in prices.rates.items()]
    dated = f"prices of {prices.as_of}" + (f", {plain(prices.source)}" if prices.source != "shipped" else "")
    blocks.append(
        [paint(dated, "dim"), *columns(rates)]
        if rates
        else ["no prices: `prices:` in the storyboard names them"]
    )
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _row(model: VideoModel, table: PriceTable) -> list[str]:
    duration, images = model.fields["duration"], model.fields.get("reference_image_urls")
    rates = table.of(model).rates
    lowest = next(iter(rates), None)
    return [
        model.id,
        " ".join(model.fields["resolution"].values),
        _span(duration),
        f"{images.most}" if images else "–",
        f"{_rates(rates[lowest]).split(',')[0]} at {lowest}" if lowest else "no price",
        model.confidence,
    ]


def _name(field: str) -> str:
    return SHOT_FIELDS[field].short or field


def _span(taken: ModelField) -> str:
    return f"{taken.least}–{taken.most}" if taken.least != taken.most else f"{taken.most}"


def _taken(name: str, taken: ModelField) -> str:
    field = SHOT_FIELDS[name]
    if field.kind is Kind.CHOICE:
        return ", ".join(taken.values)
    if field.kind is Kind.WHOLE:
        return f"{_span(taken)} {field.unit}"
    if field.many:
        return f"up to {taken.most}"
    return {Kind.FLAG: "true, false", Kind.TEXT: "text"}.get(field.kind, "one")


def _default(taken: ModelField) -> str:
    if taken.default is None:
        return ""
    return (
        f"default {str(taken.default).lower()}"
        if isinstance(taken.default, bool)
        else f"default {taken.default}"
    )


def _rates(rates: Rates) -> str:
    if rates.usd_per_task is not None:
        return f"${rates.usd_per_task:f} a task"
    plain_rate, reference = rates.usd_per_second, rates.with_reference_video
    words = f"${plain_rate:f} a second"
    return words if reference is None else f"{words}, ${reference:f} with a reference video"
