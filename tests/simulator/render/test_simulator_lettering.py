"""Words on a picture: which font draws which letter, and where lines end."""

from collections.abc import Collection

import pytest
from PIL import Image, ImageDraw
from render_tools import KANA

from seedance_make.simulator.render.fonts import OWN, FontFile, font_for, has, script_of, system_fonts
from seedance_make.simulator.render.lettering import fit, typeset, wrap_lines

NOWHERE = FontFile("/no/such/font.ttf")


def nothing(_letters: Collection[str], _script: str) -> list[FontFile]:
    return []


def kana(_letters: Collection[str], _script: str) -> list[FontFile]:
    return [NOWHERE, KANA]


def by_font(text: str) -> list[tuple[str, FontFile]]:
    set_ = typeset(text, kana)
    return list(zip(set_.letters, set_.fonts, strict=True))


def test_a_font_is_believed_once_it_has_drawn_the_letter() -> None:
    assert [has(OWN, letter) for letter in "a か"] == [True, True, False]
    assert [has(KANA, letter) for letter in "か港a漢"] == [True, True, False, False]
    assert not has(NOWHERE, "a")


def test_the_font_with_most_of_the_letters_is_taken() -> None:
    assert font_for("かな", lambda _l, _s: [OWN, NOWHERE, KANA]) == KANA
    assert font_for("か漢", lambda _l, _s: [KANA, OWN]) == KANA
    assert font_for("漢", lambda _l, _s: [KANA, OWN]) is None


def test_the_machine_s_fonts_are_asked_for_script_by_script() -> None:
    asked: list[tuple[str, str]] = []

    def candidates(letters: Collection[str], script: str) -> list[FontFile]:
        asked.append(("".join(sorted(letters)), script))
        return [KANA]

    typeset("Mara: 「港か」, Привет", candidates)
    assert asked == [("か港", "cjk"), ("Пвеирт", "cyrillic")]
    asked.clear()
    typeset("“Mara” — 2 takes", candidates)
    assert asked == []
    typeset("Łódź", candidates)
    assert asked == [("dóŁź", "latin")]


def test_one_machine_s_fonts_can_be_looked_through() -> None:
    """Whatever fonts there are: every candidate that has the letter can draw it."""
    found = font_for("Ж", system_fonts)
    assert found is None or has(found, "Ж")


@pytest.mark.parametrize(
    ("letter", "script"),
    [
        ("か", "cjk"),
        ("カ", "cjk"),
        ("港", "cjk"),
        ("ﾅ", "cjk"),
        ("한", "hangul"),
        ("Ж", "cyrillic"),
        ("ก", "thai"),
    ],
)
def test_the_scripts_of_one_japanese_sentence_are_one(letter: str, script: str) -> None:
    assert script_of(letter) == script


def test_each_letter_is_drawn_with_a_font_that_has_it() -> None:
    assert by_font("a かナb") == [("a", OWN), (" ", OWN), ("か", KANA), ("ナ", KANA), ("b", OWN)]
    assert by_font("「港」。") == [("「", KANA), ("港", KANA), ("」", KANA), ("。", KANA)]


def test_letters_that_no_font_has_are_named_once_a_run() -> None:
    text = typeset("\U00012000\U00012001 and 漢字, नमस्ते 🙂 more", nothing)
    assert text.letters == "[cuneiform] and [cjk], [devanagari]  more"
    assert text.missing == ("cjk", "cuneiform", "devanagari")
    assert typeset("港漢", kana).letters == "港[cjk]"


def test_accents_give_way_before_letters_do() -> None:
    assert typeset("ḍoor", nothing).letters in {"ḍoor", "door"}
    assert typeset("ḍoor", nothing).missing == ()


def test_what_steers_a_terminal_is_left_out() -> None:
    assert typeset("\x1b[2J\u202edoor\u0000", nothing).letters == "[2Jdoor"


def test_a_text_is_read_as_its_first_letter_is() -> None:
    assert not typeset("1. Mara", nothing).leftward
    assert typeset("1. \u05d0", lambda _l, _s: [KANA]).letters == "1. [hebrew]"


def lines_of(text: str, size: int, width: float) -> list[str]:
    set_ = typeset(text, kana)
    return [set_.letters[slice(*line)] for line in wrap_lines(set_, size, width)]


def test_words_wrap_and_long_ones_break() -> None:
    lines = lines_of("one two three\nfour " + "x" * 100, 20, 140)
    assert lines[:3] == ["one two three", "four", "x" * len(lines[2])]
    assert "".join(lines[2:]) == "x" * 100
    assert lines_of("かなカナ", 20, 45) == ["かな", "カナ"]
    assert lines_of("\n \n", 20, 45) == []


def test_no_line_is_wider_than_its_box() -> None:
    block = fit(typeset("word " * 40 + "x" * 60, nothing), (300, 10_000), (20, 20))
    assert len(block.lines) > 5
    assert block.width <= 300


def test_a_text_is_as_large_as_fits() -> None:
    short = fit(typeset("short", nothing), (400, 200), (10, 40))
    assert (len(short.lines), short.size, short.cut) == (1, 40, False)
    long = fit(typeset("word " * 500, nothing), (400, 200), (10, 40))
    assert (long.size, long.cut) == (10, True)
    assert long.height <= 200


def test_a_block_is_drawn_inside_its_box() -> None:
    sheet = Image.new("L", (300, 100))
    block = fit(typeset("港か Mara", kana), (200, 60), (10, 24))
    block.draw(ImageDraw.Draw(sheet), (50, 20, 250), (255,))
    box = sheet.getbbox()
    assert box is not None
    assert box[0] >= 49
    assert box[1] >= 20
    assert box[2] <= 250
    assert box[3] <= 20 + block.height + 2
