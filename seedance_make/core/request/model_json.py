"""A model as data: the document of `models --json`."""

from dataclasses import fields

from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.video_model import ModelField, Rates, VideoModel


def model_json(model: VideoModel, table: PriceTable) -> dict[str, object]:
    """What people and scripts may know of a model; how it goes over the wire is nobody's business. USD are text, since they
    are exact decimals."""
    prices = table.of(model)
    return {
        "model": model.id,
        "title": model.title,
        "confidence": model.confidence,
        "as_of": prices.as_of or None,
        "source": model.source,
        "fields": {name: _field(taken) for name, taken in model.fields.items()},
        "prices": {resolution: _rates(rates) for resolution, rates in prices.rates.items()},
    }


def _field(taken: ModelField) -> dict[str, object]:
    """What is set of it."""
    limits = {
        "values": list(taken.values) or None,
        "least": taken.least,
        "most": taken.most,
        "default": taken.default,
    }
    return {name: value for name, value in limits.items() if value is not None}


def _rates(rates: Rates) -> dict[str, str]:
    amounts = {field.name: getattr(rates, field.name) for field in fields(rates)}
    return {name: format(amount, "f") for name, amount in amounts.items() if amount is not None}
