"""The `prices` of a manifest → a price table. Money is read as text, quoted or bare: no float ever touches it."""

import re
from datetime import date
from decimal import Decimal

from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.model import PriceTable
from seedance_make.core.storyboard.video_model import Rates
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node

_DECIMAL = re.compile(r"(?:[0-9]{1,9}(?:\.[0-9]{1,30})?|\.[0-9]{1,30})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DEAREST = 1_000_000
"""US dollars per second: past it a comma has slipped."""


def read_prices(node: Node, report: ReportProblem) -> PriceTable | None:
    """The table; None when anything of it cannot be used, which is reported here or was by the schema."""
    as_of = _as_of(node.mapping.get("as_of"), report)
    rates = {
        model: {
            resolution: _rates(below, f"prices.{model}.{resolution}", report)
            for resolution, below in table.mapping.items()
        }
        for model, table in node.mapping.items()
        if model != "as_of"
    }
    whole = {model: {name: rate for name, rate in table.items() if rate} for model, table in rates.items()}
    complete = all(len(whole[model]) == len(table) for model, table in rates.items())
    if as_of is None or not complete or not rates:
        return None
    return PriceTable(as_of=as_of, rates=whole, source=node.place.file)


def _as_of(node: Node | None, report: ReportProblem) -> str | None:
    if node is None:
        return None
    if isinstance(node.value, str) and _DATE.match(node.value):
        try:
            return date.fromisoformat(node.value).isoformat()
        except ValueError:
            pass
    wording = ("bad-date", f"must be a date, not {_written(node)}", "write it like 2026-07-23")
    report(Problem.worded(wording, node.place, "prices.as_of"))
    return None


def _rates(node: Node, path: str, report: ReportProblem) -> Rates | None:
    plain, reference = (
        _money(node.mapping.get(name), f"{path}.{name}", report)
        for name in ("usd_per_second", "with_reference_video")
    )
    if plain is None or reference is None:
        return None
    return Rates(usd_per_second=plain, with_reference_video=reference)


def _money(node: Node | None, path: str, report: ReportProblem) -> Decimal | None:
    if node is None:
        return None
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
