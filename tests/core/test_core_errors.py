"""Exit statuses: the tree of exceptions, and which status wins."""

from itertools import pairwise

import pytest

from seedance_make.core import errors
from seedance_make.core.errors import Exit, strongest
from seedance_make.core.text.diagnostic import Place, Problem, Severity, in_order
from seedance_make.core.text.diagnostic import errors as refusing

WEAKER = [70, 130, 143, 77, 74, 75, 3, 4, 69, 1, 5, 0]


@pytest.mark.parametrize(("stronger", "weaker"), list(pairwise(WEAKER)))
def test_the_stronger_status_wins_in_either_order(stronger: int, weaker: int) -> None:
    assert strongest([Exit(weaker), Exit(stronger)]) == stronger
    assert strongest([Exit(stronger), Exit(weaker)]) == stronger


def test_the_strongest_of_all_and_of_none() -> None:
    assert strongest(map(Exit, reversed(WEAKER))) is Exit.BUG
    assert strongest([]) is Exit.OK


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (errors.UsageError, 64), (errors.InvalidInputError, 65), (errors.OutOfReachError, 69), (errors.StoreError, 74),
        (errors.JournalLockedError, 75), (errors.CredentialError, 77), (errors.RefusedError, 4), (errors.SeedanceError, 70),
    ],
)  # fmt: skip
def test_each_exception_knows_its_status_and_the_way_out(
    kind: type[errors.SeedanceError], status: int
) -> None:
    trouble = kind("what is wrong", help="what to do")
    assert (trouble.exit, trouble.message, trouble.help, str(trouble)) == (
        status,
        "what is wrong",
        "what to do",
        "what is wrong",
    )


def test_statuses_are_the_promised_ones() -> None:
    assert [int(e) for e in Exit] == [0, 1, 2, 3, 4, 5, 64, 65, 69, 70, 74, 75, 77, 130, 143]


def test_a_locked_journal_is_trouble_with_the_store() -> None:
    assert issubclass(errors.JournalLockedError, errors.StoreError)


def at(file: str, line: int, column: int, severity: Severity = Severity.ERROR) -> Problem:
    place = Place(file=file, line=line, column=column, end=column + 1)
    return Problem(place=place, path="p", name="n", message=f"{file}:{line}:{column}", severity=severity)


def test_invalid_input_carries_its_problems_and_their_sources() -> None:
    trouble = errors.InvalidInputError(problems=[at("a", 1, 1)], sources={"a": "x: 1"})
    assert (trouble.problems, trouble.sources, trouble.message) == ((at("a", 1, 1),), {"a": "x: 1"}, "")


def test_problems_stand_as_in_their_files_and_files_as_they_are_met() -> None:
    mixed = [at("b", 9, 1), at("a", 2, 5), at("b", 2, 7), at("a", 2, 1), at("b", 2, 3)]
    assert [p.message for p in in_order(mixed)] == ["b:2:3", "b:2:7", "b:9:1", "a:2:1", "a:2:5"]


def test_warnings_do_not_refuse() -> None:
    assert refusing([at("a", 1, 1), at("a", 2, 1, Severity.WARNING)]) == (at("a", 1, 1),)
