"""The price table that ships with the tool: dated data, replaced whole by `prices` in a manifest.

Read on the vendor's model page; prices move, so people are shown the table's age with every plan.
"""

from seedance_make.core.storyboard.model import PriceTable
from seedance_make.core.storyboard.video_model import MINI, SHIPPED_MODELS

SHIPPED = PriceTable(
    as_of=MINI.as_of,
    source="shipped",
    rates={model.id: model.prices for model in SHIPPED_MODELS.values()},
)
