"""Money: the document's formula, charges and refunds."""

from decimal import Decimal

import pytest

from seedance_make.core.storyboard.video_model import Rates
from seedance_make.load.models.library import shipped_models
from seedance_make.simulator.ledger import Ledger, ShortError
from seedance_make.simulator.limiter import Limiter
from seedance_make.simulator.pricing import bill

RATES = shipped_models()["seedance-2.0-mini"].prices.rates


@pytest.mark.parametrize(
    ("resolution", "duration", "videos", "cost"),
    [
        ("720p", 5, [], 487),
        ("480p", 5, [], 226),
        ("480p", 4, [], 181),
        ("480p", 8, [], 361),
        ("720p", 5, ["8"], 772),
        ("720p", 5, ["7.000000001"], 772),
        ("720p", 5, ["2.5", "2.5", "3"], 772),
        ("720p", 5, ["0.666666666"] * 3, 416),
        ("480p", 15, [], 677),
        ("480p", 4, ["15"], 542),
    ],
)
def test_the_bill(resolution: str, duration: int, videos: list[str], cost: int) -> None:
    assert bill(RATES[resolution], duration, [Decimal(v) for v in videos]) == cost


def test_no_price() -> None:
    assert bill(None, 5, []) is None
    assert bill(Rates(usd_per_second=Decimal(1)), 5, [Decimal(2)]) is None


def test_a_price_a_task() -> None:
    assert bill(Rates(usd_per_task=Decimal("0.4001")), 5, []) == 401


def test_a_charge_is_refunded_once() -> None:
    ledger = Ledger(1000)
    ledger.charge("a", 487)
    ledger.charge("b", 226)
    assert (ledger.balance, ledger.cost("a")) == (287, 487)
    ledger.refund("a")
    ledger.refund("a")
    ledger.refund("never made")
    assert (ledger.balance, ledger.cost("a"), ledger.cost("b")) == (774, 0, 226)
    assert ledger.entries == [("a", -487), ("b", -226), ("a", 487)]


def test_too_few_credits_take_nothing() -> None:
    ledger = Ledger(486)
    with pytest.raises(ShortError):
        ledger.charge("a", 487)
    assert (ledger.balance, ledger.entries) == (486, [])
    ledger.charge("a", 486)
    assert ledger.balance == 0


def test_the_rate_counts_any_minute() -> None:
    limiter = Limiter(2)
    assert [limiter.wait(t) for t in (0, 10, 20, 59.5, 60, 61)] == [0, 0, 40, 1, 0, 9]


def test_no_rate_and_none_at_all() -> None:
    assert not any(Limiter(None).wait(0) for _ in range(1000))
    assert Limiter(0).wait(0) == 60
