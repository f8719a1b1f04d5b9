"""The prices of a storyboard and of a model file. Money is read as text, quoted or bare: no float ever touches it."""

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal

from seedance_make.core.request.price_table import rates_needed
from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.video_model import ModelPrices, Rates, VideoModel
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node
from seedance_make.core.text.suggest import did_you_mean, joined, short

_DECIMAL = re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_RESOLUTION = re.compile(r"[0-9]+[pk]\Z")
_DEAREST = 1_000_000
"""US dollars per second: past it a comma has slipped."""
_EXAMPLES = {"usd_per_second": "0.045125", "with_reference_video": "0.0285", "usd_per_task": "0.4"}


def read_prices(
    node: Node, models: Mapping[str, VideoModel], report: ReportProblem
) -> dict[str, ModelPrices]:
    """A storyboard's `prices`: model → its prices. Nothing when anything of it cannot be used, which is reported here or
    was by the schema."""
    as_of = read_date(node.mapping.get("as_of"), "prices.as_of", report)
    prices = {}
    complete = True
    for name, table in node.mapping.items():
        if name == "as_of":
            continue
        model = models.get(name)
        if model is None:
            wording = (
                "unknown-model",
                f"no model is named `{short(name)}`",
                did_you_mean(name[:60], models, none=""),
            )
            report(Problem.worded(wording, table.key or table.place, f"prices.{name}"))
            complete = False  # how it bills is not known, so nothing more is said of it
            continue
        _check_resolutions(table, model, f"prices.{name}", report)
        needed = rates_needed(model.billing, model.fields)
        rates = read_rates(table, needed, f"prices.{name}", report)
        complete = complete and len(rates) == len(table.mapping)
        prices[name] = ModelPrices(as_of=as_of or "", rates=rates, source=node.place.file)
    return prices if complete and as_of else {}


def _check_resolutions(table: Node, model: VideoModel, path: str, report: ReportProblem) -> None:
    values = model.fields["resolution"].values
    for name, node in table.mapping.items():
        if name not in values and _RESOLUTION.match(name):  # else the schema has said so
            wording = (
                "unknown-key",
                f"`{short(name)}` is no resolution of this model",
                f"there is {joined(values)}",
            )
            report(Problem.worded(wording, node.key or node.place, f"{path}.{name}"))


def read_date(node: Node | None, path: str, report: ReportProblem) -> str | None:
    """An ISO date."""
    if node is None:
        return None
    if isinstance(node.value, str) and _DATE.match(node.value):
        with suppress(ValueError):  # 2026-02-30
            return date.fromisoformat(node.value).isoformat()
    wording = ("bad-date", f"must be a date, not {_written(node)}", "write it like 2026-07-23")
    report(Problem.worded(wording, node.place, path))
    return None


def read_rates(table: Node, needed: Collection[str], path: str, report: ReportProblem) -> dict[str, Rates]:
    """Resolution → rates. `needed`: the names of the rates by which the model bills, and of no others."""
    rates = {r: _rates(node, needed, f"{path}.{r}", report) for r, node in table.mapping.items()}
    return {resolution: both for resolution, both in rates.items() if both is not None}


def _rates(node: Node, needed: Collection[str], path: str, report: ReportProblem) -> Rates | None:
    amounts = {}
    for name in (*needed, *(name for name in _EXAMPLES if name not in needed and name in node.mapping)):
        if name not in needed:
            wording = (
                "bad-price",
                "the model does not bill by it",
                f"it bills by `{'` and `'.join(needed)}`",
            )
            report(Problem.worded(wording, node.mapping[name].place, f"{path}.{name}"))
        elif name in node.mapping:
            amounts[name] = _money(node.mapping[name], f"{path}.{name}", report)
        else:
            wording = ("missing-key", f"`{name}` is missing", f"write it like `{name}: {_EXAMPLES[name]}`")
            report(Problem.worded(wording, node.key or node.place, path))
    whole = len(amounts) == len(needed) and None not in amounts.values()
    return Rates(**amounts) if whole and set(node.mapping) <= set(needed) else None


def _money(node: Node, path: str, report: ReportProblem) -> Decimal | None:
    written = (node.text or "").strip()
    is_number = node.text is not None and not isinstance(node.value, bool)
    if is_number and _DECIMAL.match(written) and Decimal(written) <= _DEAREST:
        return Decimal(written)
    if is_number and written.startswith("-") and _DECIMAL.match(written[1:]):
        wording = ("bad-price", f"must not be negative: {written}", "write what a second costs")
    else:
        message = f"must be a decimal number of US dollars, not {_written(node)}"
        wording = ("bad-price", message, "write it like 0.045125")
    report(Problem.worded(wording, node.place, path))
    return None


def _written(node: Node) -> str:
    if node.text is None:
        return "a list" if node.items else "a mapping"
    return (node.text if len(node.text) <= 40 else node.text[:39] + "…") or "nothing"
