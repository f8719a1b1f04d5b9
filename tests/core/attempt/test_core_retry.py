"""How long to wait: numbers in, numbers out."""

import pytest

from seedance_make.core.attempt.retry import backoff, retry_after

THEN = "Wed, 21 Oct 2015 07:28:00 GMT"


@pytest.mark.parametrize(
    ("attempt", "least", "most"),
    [
        (0, 0.5, 1),
        (1, 1, 2),
        (2, 2, 4),
        (5, 16, 32),
        (6, 30, 60),
        (7, 30, 60),
        (10_000, 30, 60),
        (-1, 0.5, 1),
    ],
)
def test_it_doubles_is_spread_and_capped(attempt: int, least: float, most: float) -> None:
    assert backoff(attempt, lambda: 0.0) == least
    assert least < backoff(attempt, lambda: 0.5) < most
    assert backoff(attempt, lambda: 1.0) == most


def test_base_and_cap_may_be_given() -> None:
    assert backoff(0, lambda: 1.0, base=0.1) == pytest.approx(0.1)
    assert backoff(9, lambda: 1.0, longest=5) == 5


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0), (" 7 ", 7.0), ("0", 0.0), ("0.25", 0.25), ("60", 60.0), ("61", 60.0), ("9" * 400, 60.0), ("1e300", 60.0),
        ("-1", None), ("+1", None), ("", None), (" ", None), ("soon", None), ("nan", None), ("inf", None), ("1_0", None),
        ("٧", None), ("0x10", None), ("7 s", None), ("\x00", None), ("7\r\nX: y", None), (None, None),
    ],
)  # fmt: skip
def test_a_number_of_seconds(value: str | None, seconds: float | None) -> None:
    assert retry_after(value) == seconds


@pytest.mark.parametrize(
    ("value", "date", "seconds"),
    [
        ("Wed, 21 Oct 2015 07:28:30 GMT", THEN, 30.0),
        ("Wed, 21 Oct 2015 07:28:00 GMT", THEN, 0.0),
        ("Wed, 21 Oct 2065 07:28:00 GMT", THEN, 60.0),
        ("Wed, 21 Oct 2015 07:27:00 GMT", THEN, None),
        ("Wed, 21 Oct 2015 09:28:09 +0200", THEN, 9.0),
        ("Wed, 21 Oct 2015 07:28:30 -0000", THEN, 30.0),
        ("Wed, 21 Oct 2015 07:28:30 GMT", None, None),
        ("Wed, 21 Oct 2015 07:28:30 GMT", "yesterday", None),
        ("Wed, 99 Oct 2015 07:28:30 GMT", THEN, None),
        ("Wed, 21 Oct 99999 07:28:30 GMT", THEN, None),
        ("x" * 100_000, THEN, None),
        ("7", "yesterday", 7.0),
    ],
)
def test_a_date_is_measured_from_the_answers_own_date(
    value: str, date: str | None, seconds: float | None
) -> None:
    assert retry_after(value, date) == seconds


def test_the_cap_may_be_given() -> None:
    assert retry_after("500", longest=300) == 300
