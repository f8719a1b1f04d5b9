"""The price table that ships with the tool: dated data, replaced whole by `prices` in a manifest.

Read on the vendor's model page; prices move, so people are shown the table's age with every plan.
"""

from decimal import Decimal

from seedance_make.core.storyboard.model import PriceTable, Rates


def _rates(plain: str, with_reference_video: str) -> Rates:
    return Rates(usd_per_second=Decimal(plain), with_reference_video=Decimal(with_reference_video))


SHIPPED = PriceTable(
    as_of="2026-07-23",
    source="shipped",
    rates={
        "seedance-2.0-mini": {
            "480p": _rates("0.045125", "0.0285"),
            "720p": _rates("0.097375", "0.059375"),
        }
    },
)
