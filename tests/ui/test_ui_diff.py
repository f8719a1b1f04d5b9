"""Word diffs: what stays, what goes, what comes."""

import time
from typing import Any

import pytest

from seedance_make.core.request.changes import Change
from seedance_make.ui.word_diff import DiffMark, pieces, shortened, shown_value, split_words

SIGNS = {DiffMark.SAME: "{}", DiffMark.GONE: "[-{}-]", DiffMark.NEW: "{{+{}+}}"}


def flat(found: list[tuple[DiffMark, str]]) -> str:
    return "".join(SIGNS[mark].format(text) for mark, text in found)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("same", "same", "same"),
        ("", "", ""),
        ("", "new words", "{+new words+}"),
        ("old words", "", "[-old words-]"),
        ("a", "b", "[-a-]{+b+}"),
        ("the big dog ran", "the small cat ran", "the [-big dog-]{+small cat+} ran"),
        ("A wave lifts the small boat.", "A huge wave lifts the old boat!", "A {+huge +}wave lifts the [-small-]{+old+} boat[-.-]{+!+}"),
        ("one two three", "one three", "one [-two -]three"),
        ("don't go", "do go", "[-don't-]{+do+} go"),
        ("一只猫在海边", "一只狗在海边", "一只[-猫-]{+狗+}在海边"),
        ("a b c", "x y z", "[-a b c-]{+x y z+}"),
    ],
)  # fmt: skip
def test_words(old: str, new: str, expected: str) -> None:
    assert flat(split_words(old, new)) == expected


@pytest.mark.parametrize(
    ("old", "new"),
    [("a b c d e", "b x d y"), ("猫 is a cat, yes", "a cat is 狗"), ("x", "x y"), (" a", "a ")],
)
def test_both_sides_can_be_read_back(old: str, new: str) -> None:
    found = split_words(old, new)
    assert "".join(t for m, t in found if m is not DiffMark.NEW) == old
    assert "".join(t for m, t in found if m is not DiffMark.GONE) == new


def test_long_stretches_without_a_change_are_cut() -> None:
    words_ = " ".join(f"w{n}" for n in range(40))
    found = shortened(
        split_words(f"{words_} cat {words_} dog {words_}", f"{words_} hat {words_} fog {words_}")
    )
    head, tail = "w32 w33 w34 w35 w36 w37 w38 w39", "w0 w1 w2 w3 w4 w5 w6 w7"
    assert flat(found) == f"… {head} [-cat-]{{+hat+}} {tail} … {head} [-dog-]{{+fog+}} {tail} …"


def test_two_long_texts_without_a_word_in_common_are_answered_at_once() -> None:
    one, other = " ".join(f"a{n}" for n in range(9000)), " ".join(f"b{n}" for n in range(9000))
    began = time.perf_counter()
    assert len(split_words(one, other)) == 2
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (5, 6, "5 → 6"),
        (False, True, "false → true"),
        (None, "https://x.io/a", "(not set) → https://x.io/a"),
        ("f" * 600, None, "f" * 499 + "… → (not set)"),
        (["a", "b", "c"], ["a", "x", "c"], "a, [-b-], {+x+}, c"),
        (["a"], ["b", "a"], "{+b+}, a"),
        (None, ["a", "b"], "(not set) → a, b"),
        (f"sha256:{'a' * 64} (last frame)", f"sha256:{'b' * 64} (last frame)", "sha256:aaaaaaaaaaaa… (last frame) → sha256:bbbbbbbbbbbb… (last frame)"),
    ],
)  # fmt: skip
def test_other_fields(old: Any, new: Any, expected: str) -> None:
    assert flat(pieces(Change(field="duration", old=old, new=new))) == expected


def test_a_prompt_that_came_or_went() -> None:
    assert flat(pieces(Change(field="prompt", old=None, new="A cat."))) == "(not set) → A cat."


def test_a_prompt_is_compared_in_words_and_made_safe() -> None:
    assert (
        flat(pieces(Change(field="prompt", old="a \x1b[31mred cat", new="a \x1b[32mblue cat")))
        == "a [-red-]{+blue+} cat"
    )


def test_values_in_words() -> None:
    assert [shown_value(v) for v in (None, True, 5, "x\x07y", ["a", None])] == [
        "(not set)",
        "true",
        "5",
        "xy",
        "a, (not set)",
    ]
