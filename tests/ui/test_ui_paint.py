"""Cells, columns, lines."""

import pytest

from seedance_make.ui.paint import Paint, cells, columns, cut, pad, wrap


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("é", 1),
        ("e\u0301", 1),
        ("猫", 2),
        ("\x1b[31mred\x1b[0m", 3),
        ("→…", 2),
        ("a\u200db", 2),
    ],
)
def test_cells_of_a_terminal(text: str, width: int) -> None:
    assert cells(text) == width


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abc…fg"),
        ("abcdefgh", 5, "ab…gh"),
        ("猫猫猫猫", 5, "猫…猫"),
        ("abc", 1, "…"),
    ],
)
def test_a_long_name_loses_its_middle(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown
    assert cells(cut(text, width)) <= width


def test_columns_align_by_cells_and_numbers_stand_right() -> None:
    assert columns([["a", "1"], ["猫猫", "23"], ["bb"]], right=frozenset({1})) == [
        "a      1",
        "猫猫  23",
        "bb",
    ]
    assert columns([]) == []


def test_padding() -> None:
    assert (pad("ab", 4), pad("ab", 4, right=True), pad("abc", 2)) == ("ab  ", "  ab", "abc")


def test_lines_break_between_words_and_between_wide_characters() -> None:
    plain = Paint(False)
    assert wrap([("one two three four five six", None)], 24, plain) == ["one two three four five", "six"]
    assert wrap([("猫" * 15, None)], 24, plain) == ["猫" * 12, "猫" * 3]
    assert wrap([("x" * 50, None)], 24, plain) == ["x" * 24, "x" * 24, "xx"]
    assert wrap([("a", None), ("b", None)], 24, plain) == ["ab"]


def test_styles_are_joined_and_left_out_without_colour() -> None:
    found = wrap([("a ", "red"), ("b", "red"), ("c", None)], 24, Paint(True))
    assert found == ["\x1b[31ma b\x1b[0mc"]
    assert wrap([("a ", "red"), ("b", "red"), ("c", None)], 24, Paint(False)) == ["a bc"]


@pytest.mark.parametrize("width", [1, 10, 23, 24, 40])
def test_no_line_is_wider_than_asked(width: int) -> None:
    text = "Ein langer Satz, mit 猫 und einem sehrsehrsehrlangenwortohneende darin."
    assert all(cells(line) <= max(width, 24) for line in wrap([(text, "bold")], width, Paint(True)))
