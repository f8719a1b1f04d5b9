"""Prices: the API document's formula, exactly, and what is shown of it."""

from decimal import Decimal
from typing import Any

import pytest
from plan_samples import CLIP_A, MINI, RATES, TABLE, local, shot, url

from seedance_make.core.request.price_table import SHIPPED, PriceTable
from seedance_make.core.request.pricing import (
    BILLING,
    Estimate,
    credits_for,
    dollars,
    estimate,
    length_key,
    priced,
    reprice,
)
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.video_model import NO_PRICES, ModelPrices, Rates
from seedance_make.load.models.library import shipped_models

CLIP = "https://x.io/v.mp4"


def price(
    one: ResolvedShot, lengths: dict[str, Decimal] | None = None, table: PriceTable = TABLE
) -> Estimate:
    return estimate(bind(one, 1, files={"v.mp4": CLIP_A}, clips={}), table, lengths or {})


def videos(*urls: str, **values: Any) -> ResolvedShot:
    return shot(media={"reference_video_urls": tuple(map(url, urls))}, **values)


@pytest.mark.parametrize(
    ("one", "lengths", "bill"),
    [
        (shot(), {}, 487),
        (shot(resolution="480p"), {}, 226),
        (videos(CLIP), {CLIP: Decimal(8)}, 772),
        (shot(duration=4), {}, 390),
        (shot(duration=15), {}, 1461),
        (shot(resolution="480p", duration=4), {}, 181),
        (shot(resolution="480p", duration=15), {}, 677),
        (shot(media={"first_frame_url": (url("https://x.io/a.png"),)}), {}, 487),
        (shot(media={"reference_image_urls": (url("https://x.io/a.png"),)}), {}, 487),
        (shot(media={"reference_audio_urls": (url("https://x.io/a.mp3"),)}), {}, 487),
        (videos(CLIP, resolution="480p"), {CLIP: Decimal(8)}, 371),
    ],
)
def test_the_bill_of_a_task(one: ResolvedShot, lengths: dict[str, Decimal], bill: int) -> None:
    found = price(one, lengths)
    assert (found.credits, found.ceiling, found.exact) == (bill, bill, True)


def test_an_estimate_in_full() -> None:
    assert price(videos(CLIP), {CLIP: Decimal("7.2")}) == Estimate(
        credits=772, exact=True, billable_seconds=13, usd_per_second=Decimal("0.059375"), ceiling=772
    )


@pytest.mark.parametrize(
    ("lengths", "billable"),
    [
        (("2.5", "2.5"), 10),
        (("2.5", "2.6"), 11),
        (("0.1", "0.2"), 6),
        (("2.0000001", "2"), 10),
        (("15", "0"), 20),
    ],
)
def test_reference_seconds_are_summed_and_then_rounded_up_once(
    lengths: tuple[str, ...], billable: int
) -> None:
    known = {f"https://x.io/{n}.mp4": Decimal(s) for n, s in enumerate(lengths)}
    assert price(videos(*known), known).billable_seconds == billable


def test_a_video_named_twice_is_billed_twice() -> None:
    assert price(videos(CLIP, CLIP), {CLIP: Decimal(4)}).billable_seconds == 13


def test_an_unknown_length_is_a_lower_bound_that_counts_15_seconds_against_caps() -> None:
    assert price(videos(CLIP)) == Estimate(
        credits=297, exact=False, billable_seconds=5, usd_per_second=Decimal("0.059375"), ceiling=1188
    )


def test_one_known_and_one_unknown_length() -> None:
    found = price(videos(CLIP, "https://x.io/w.mp4"), {CLIP: Decimal("3.5")})
    assert (found.credits, found.exact, found.ceiling) == (535, False, 1425)


def test_a_local_video_is_known_by_its_bytes() -> None:
    one = shot(media={"reference_video_urls": (local("v.mp4"),)})
    assert price(one, {f"sha256:{CLIP_A}": Decimal(8)}).credits == 772
    assert (
        length_key(bind(one, 1, files={"v.mp4": CLIP_A}, clips={}).media["reference_video_urls"][0])
        == f"sha256:{CLIP_A}"
    )


@pytest.mark.parametrize(
    ("rate", "seconds", "bill"),
    [
        ("0.1", 3, 300),  # 0.1 × 3 is 0.30000000000000004 as a float
        ("0.07", 100, 7000),  # and 0.07 × 100 is 7.000000000000001
        ("0.0000001", 4, 1),
        ("0", 15, 0),
        ("0.097375", 8, 779),
        ("0.123456789012345678901234567890123", 7, 865),
        ("1.0000000000000000000000000000000000000001", 1, 1001),
        ("99999999999999999999.9999", 15, 1499999999999999999999999),
    ],
)
def test_decimals_are_exact_and_rounded_up_once(rate: str, seconds: int, bill: int) -> None:
    assert credits_for(Decimal(rate), seconds) == bill


def test_a_table_knows_models_and_resolutions_or_says_no() -> None:
    request = bind(shot(), 1, files={}, clips={})
    assert priced(request, TABLE)
    assert not priced(bind(shot(resolution="1080p"), 1, files={}, clips={}), TABLE)
    assert not priced(bind(shot(model="other"), 1, files={}, clips={}), TABLE)
    without = PriceTable(own={MINI: NO_PRICES})
    assert not priced(request, without)
    with pytest.raises(KeyError):
        estimate(request, without, {})


def test_the_table_of_a_manifest_replaces_the_shipped_one() -> None:
    own = Rates(usd_per_second=Decimal("0.036"), with_reference_video=Decimal("0.02"))
    table = PriceTable(own={MINI: ModelPrices(as_of="2026-10-06", rates={"720p": own})})
    assert price(shot(), table=table).credits == 180


def test_the_shipped_table() -> None:
    assert SHIPPED.of(shot().model) == ModelPrices(as_of="2026-07-23", rates=RATES, source="shipped")


@pytest.mark.parametrize(
    ("bill", "text"),
    [
        (0, "$0.000"),
        (1, "$0.001"),
        (487, "$0.487"),
        (1000, "$1.000"),
        (1234567, "$1,234.567"),
        (10**12, "$1,000,000,000.000"),
    ],
)
def test_dollars_to_a_tenth_of_a_cent(bill: int, text: str) -> None:
    assert dollars(bill) == text


@pytest.mark.parametrize(
    ("price_now", "charged", "estimated", "expected"),
    [
        (100, 110, 100, 110),
        (101, 110, 100, 112),
        (100, 90, 100, 100),
        (100, 100, 100, 100),
        (100, 5, 0, 100),
        (487, 974, 487, 974),
    ],
)
def test_charges_above_estimates_raise_what_is_left_and_never_lower_it(
    price_now: int, charged: int, estimated: int, expected: int
) -> None:
    assert reprice(price_now, charged=charged, estimated=estimated) == expected


def test_every_shipped_model_bills_by_a_rule_that_there_is() -> None:
    assert {model.billing for model in shipped_models().values()} <= set(BILLING)
