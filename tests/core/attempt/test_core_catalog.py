"""Every code of the API document and its error catalogue, and what is made of those that are in neither."""

import pytest

from seedance_make.core.attempt.catalog import CATALOG, Retry, look_up
from seedance_make.core.errors import Exit

DOCUMENTED = (
    {str(code) for code in (*range(10001, 10007), *range(20001, 20008), 30001, 30002, 40001, 50001)}
    | {str(code) for code in (60001, 60002, 60099, 70001, 70002, 80003, 80006, 80007)}
    | {"PRICING_UNAVAILABLE"}
)
BOUGHT_AGAIN = {"80003", "60001", "60002", "60099", "70001", "70002", "PRICING_UNAVAILABLE"}
ACCOUNT = {"10001", "10002", "10003", "10004", "10005", "10006", "30001"}


def test_the_catalogue_is_complete() -> None:
    assert set(CATALOG) == DOCUMENTED


def test_every_entry_says_what_and_what_to_do() -> None:
    for code, entry in CATALOG.items():
        assert entry.code == code
        assert entry.meaning
        assert entry.help
        assert not entry.meaning.endswith(".")


def test_only_faults_of_the_service_and_of_the_account_are_bought_again_by_themselves() -> None:
    assert {code for code, entry in CATALOG.items() if entry.again} == BOUGHT_AGAIN | ACCOUNT | {"50001"}
    assert {code for code, entry in CATALOG.items() if entry.stop} == ACCOUNT
    assert {code for code, entry in CATALOG.items() if entry.retry is Retry.WAIT} == {"50001"}


def test_the_exit_status_of_each() -> None:
    assert {code for code, entry in CATALOG.items() if entry.exit is Exit.NO_KEY} == ACCOUNT - {"30001"}
    assert {code for code, entry in CATALOG.items() if entry.exit is Exit.REFUSED} == {"30001"}
    assert {entry.exit for entry in CATALOG.values()} == {Exit.FAILED, Exit.NO_KEY, Exit.REFUSED}


def test_a_refusal_that_is_clear_under_any_status_is_never_sent_again_by_itself_in_the_same_build() -> None:
    clear = {code for code, entry in CATALOG.items() if entry.refusal}
    assert clear == {code for code in DOCUMENTED if code[0] in "123P"}


@pytest.mark.parametrize("code", [80003, "80003", " 80003 "])
def test_codes_may_be_numbers_or_text(code: int | str) -> None:
    assert look_up(code) is CATALOG["80003"]


def test_text_codes_may_be_in_any_case() -> None:
    assert look_up("pricing_unavailable", 400) is CATALOG["PRICING_UNAVAILABLE"]


@pytest.mark.parametrize(
    ("code", "http", "again", "stop", "exit_"),
    [
        ("10099", 401, True, True, Exit.NO_KEY),
        ("10099", None, True, True, Exit.NO_KEY),
        ("20099", 400, False, False, Exit.FAILED),
        ("30099", 400, False, False, Exit.FAILED),
        ("30099", 402, True, True, Exit.REFUSED),
        ("40099", 404, False, False, Exit.FAILED),
        ("50099", 429, True, False, Exit.FAILED),
        ("60099999", None, False, False, Exit.FAILED),
        ("60050", None, True, False, Exit.FAILED),
        ("70050", 503, True, False, Exit.FAILED),
        ("80001", None, False, False, Exit.FAILED),
        ("90001", None, False, False, Exit.FAILED),
        ("90001", 503, True, False, Exit.FAILED),
        ("CONTENT", 400, False, False, Exit.FAILED),
        ("QUOTA", 402, True, True, Exit.REFUSED),
        ("WHO", 401, True, True, Exit.NO_KEY),
        ("WHO", 403, True, True, Exit.NO_KEY),
        ("SLOW", 429, True, False, Exit.FAILED),
        ("OOPS", 500, True, False, Exit.FAILED),
        (None, None, False, False, Exit.FAILED),
        (None, 500, True, False, Exit.FAILED),
        ("-1", None, False, False, Exit.FAILED),
        ("", 404, False, False, Exit.FAILED),
        ("６００５０", None, False, False, Exit.FAILED),
    ],
)
def test_an_unlisted_code_is_judged_by_the_account_its_digit_and_its_class(
    code: str | None, http: int | None, again: bool, stop: bool, exit_: Exit
) -> None:
    entry = look_up(code, http)
    assert (entry.again, entry.stop, entry.exit, entry.refusal) == (again, stop, exit_, False)
    assert entry.code == (code or (f"HTTP {http}" if http else ""))
    assert entry.meaning


def test_a_fault_kept_without_a_code_is_told_by_its_http_status() -> None:
    kept = look_up("HTTP 401", None)
    assert (kept.meaning, kept.again, kept.stop) == ("the API did not accept the key", True, True)
