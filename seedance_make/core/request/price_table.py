"""Which prices hold for a model: those of the storyboard, else those of the model's own file.

Prices move, so people are shown their age with every plan.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from seedance_make.core.storyboard.video_model import ModelPrices, Rates, VideoModel


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """The prices of every model."""

    own: Mapping[str, ModelPrices] = field(default_factory=dict)  # the storyboard's, by model

    def of(self, model: VideoModel) -> ModelPrices:
        """A model's prices."""
        return self.own.get(model.id, model.prices)

    def rates(self, model: VideoModel, resolution: str) -> Rates | None:
        """What a model costs at a resolution; None where nobody knows, or where that is not how it bills."""
        rates = self.of(model).rates.get(resolution)
        needed = rates_needed(model.billing, model.fields)
        return rates if rates and all(getattr(rates, name) is not None for name in needed) else None


_NEEDED = {"seconds": ("usd_per_second", "with_reference_video"), "per-task": ("usd_per_task",)}


def rates_needed(billing: str, fields: Collection[str]) -> tuple[str, ...]:
    """The names of the rates that a model has at each resolution, by its rule of billing and the fields that it takes."""
    videos = "reference_video_urls" in fields
    return tuple(name for name in _NEEDED[billing] if videos or name != "with_reference_video")


SHIPPED = PriceTable()
"""What holds when a storyboard says nothing of prices."""
