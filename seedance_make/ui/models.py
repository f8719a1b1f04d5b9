"""The models for people: all in a table, and one in full."""

from collections.abc import Sequence
from decimal import Decimal

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.fields import SHOT_FIELDS, Field, Kind
from seedance_make.core.storyboard.video_model import ModelField, Rates, VideoModel
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, View, cells, columns

_HEADS = ("model", "resolution", "seconds", "images", "price", "as of", "known from")
_NONE = "–"
_ORIGIN = {"seed": "the API document", "second-hand": "second-hand", "yours": "this project"}
"""What people read for a model's `confidence`."""


def models_text(models: Sequence[VideoModel], table: PriceTable, view: View) -> str:
    """One line a model: what it makes, what that costs at its lowest resolution and at its highest, how sure that is. Three
    lines each where the terminal is too narrow for that."""
    rows = [_row(model, table) for model in models]
    head, *lines = columns([_HEADS, *rows])
    if max(map(cells, (head, *lines))) > view.width:
        head, lines = "", [line for row in rows for line in _lines(row, view.paint)]
    parts = [
        *([view.paint(head, "dim")] if head else []),
        *lines,
        "",
        "`seedance-make models NAME` shows all about one.",
    ]
    return "\n".join(parts) + "\n"


def _lines(row: Sequence[str], paint: Paint) -> list[str]:
    name, resolutions, seconds, images, price, as_of, origin = row
    made = [resolutions, f"{seconds} s", *([] if images == _NONE else [f"{images} images"])]
    cost = f"price {price}" if as_of == _NONE else f"{price} ({as_of})"
    return [f"{paint(name, 'bold')}  {origin}", f"    {', '.join(made)}", f"    {cost}"]


def model_text(model: VideoModel, table: PriceTable, view: View) -> str:
    """One model in full: where it is known from, its fields, its prices."""
    paint = view.paint
    facts = [["title", plain(model.title)], ["source", plain(model.source)], ["confidence", model.confidence]]
    blocks = [[paint(model.id, "bold"), *columns([fact for fact in facts if fact[1]])]]
    rows = [
        [f"  {_name(name)}", taken_words(name, taken), default_words(taken)]
        for name, taken in model.fields.items()
    ]
    blocks.append([paint("fields", "dim"), *columns(rows)])
    if model.excludes:
        pairs = [f"  {_name(one)} with {_name(other)}" for one, other in model.excludes]
        blocks.append([paint("never together", "dim"), *pairs])
    blocks.append(_prices(model, table, paint))
    return "\n\n".join("\n".join(lines) for lines in blocks) + "\n"


def _prices(model: VideoModel, table: PriceTable, paint: Paint) -> list[str]:
    prices = table.of(model)
    if not prices.rates:
        return ["no price is known: `prices:` in the storyboard says what it costs"]
    dated = f"prices of {prices.as_of}" + (f", {plain(prices.source)}" if prices.source != "shipped" else "")
    rows = [[f"  {resolution}", rates_words(rates)] for resolution, rates in prices.rates.items()]
    return [paint(dated, "dim"), *columns(rows)]


def _row(model: VideoModel, table: PriceTable) -> list[str]:
    images, prices = model.most("reference_image_urls"), table.of(model)
    return [
        model.id,
        " ".join(model.fields["resolution"].values),
        _span(model.fields["duration"]),
        str(images or _NONE),
        price_range(list(prices.rates.values())),
        prices.as_of or _NONE,
        _ORIGIN[model.confidence],
    ]


def price_range(rates: Sequence[Rates]) -> str:
    """`$0.045125–0.097375 a second`."""
    amounts = [one.usd_per_second if one.usd_per_task is None else one.usd_per_task for one in rates]
    known = sorted(amount for amount in amounts if amount is not None)
    if not known:
        return "not known"
    unit = "second" if rates[0].usd_per_task is None else "task"
    return f"${'–'.join(dict.fromkeys(format(amount, 'f') for amount in (known[0], known[-1])))} a {unit}"


def _name(field: str) -> str:
    return SHOT_FIELDS[field].short or field


def _span(taken: ModelField) -> str:
    return f"{taken.least}–{taken.most}" if taken.least != taken.most else f"{taken.most}"


def taken_words(name: str, taken: ModelField) -> str:
    """What a model takes for a field: `4–15 seconds`, `up to 9`."""
    field = SHOT_FIELDS[name]
    if field.kind is Kind.CHOICE:
        return ", ".join(taken.values)
    if field.kind is Kind.WHOLE:
        return f"{_span(taken)} {field.unit}"
    return _kind_words(field) if taken.most is None else f"up to {taken.most:,}{_counted(field)}"


def _kind_words(field: Field) -> str:
    return {Kind.FLAG: "true, false", Kind.TEXT: "text"}.get(field.kind, f"one {field.kind}")


def _counted(field: Field) -> str:
    return " characters" if field.kind is Kind.TEXT else ""


def default_words(taken: ModelField) -> str:
    """What a field is when nobody sets it; "" where there is nothing then."""
    if taken.default is None:
        return ""
    value = str(taken.default).lower() if isinstance(taken.default, bool) else str(taken.default)
    return f"default {value}"


def rates_words(rates: Rates) -> str:
    """`$0.045125 a second, $0.0285 with a reference video`."""
    if rates.usd_per_task is not None:
        return f"${rates.usd_per_task:f} a task"
    words = f"${rates.usd_per_second or Decimal():f} a second"
    reference = rates.with_reference_video
    return words if reference is None else f"{words}, ${reference:f} with a reference video"
