"""What a card shows, told from what changes on it when one fact of it changes."""

from collections.abc import Collection

import pytest
from PIL import Image, ImageChops, ImageDraw
from render_tools import KANA, card, far, plain

from seedance_make.simulator.render.card import Card, draw_card
from seedance_make.simulator.render.fonts import FontFile
from seedance_make.simulator.render.palette import palette
from seedance_make.simulator.render.pictures import Box, CardMedium, draw_pictures
from seedance_make.simulator.rules.document import PIXELS

SIZES = [size for row in PIXELS.values() for size in row.values()]


def no_fonts(_letters: Collection[str], _script: str) -> list[FontFile]:
    return []


def changed(one: Card, other: Card) -> tuple[int, int, int, int]:
    """The box of pixels in which two cards differ."""
    images = (draw_card(drawn, no_fonts).image for drawn in (one, other))
    box = ImageChops.difference(*images).getbbox()
    assert box is not None
    return box


def test_takes_tell_apart_by_the_slate() -> None:
    left, top, right, bottom = changed(card(take=1), card(take=2))
    assert left > 864 * 0.8
    assert right <= 864 - 30
    assert top > 20
    assert bottom < 60


def test_the_shot_s_name_is_at_the_top_left() -> None:
    left, _top, right, bottom = changed(card(heading="act1/door"), card(heading="act1/lamp"))
    assert left >= 30
    assert right < 432
    assert bottom < 60


def test_the_style_is_smaller_than_the_action() -> None:
    """The same words take less room as a style."""
    words = "Grainy film, cold dusk"
    action = changed(card(action=words), card(action=""))
    style = changed(card(action="A", style=words), card(action="A"))
    assert 0.4 < (style[2] - style[0]) / (action[2] - action[0]) < 0.7


def test_speech_stands_in_the_middle_at_the_bottom() -> None:
    left, _top, right, bottom = changed(card(action="", speech=("Who lit the lamp?",)), card(action=""))
    assert abs((left + right) / 2 - 432) < 3
    assert 390 < bottom < 432


def test_a_script_that_no_font_has_is_said_on_the_card() -> None:
    said = card(action="港 and 漢")
    assert changed(said, card(action="[cjk] and [cjk]"))[3] > 400
    drawn = draw_card(card(action="港"), lambda _l, _s: [KANA]).image
    assert (
        far(drawn.crop((0, 400, 864, 496)), draw_card(card(action="x")).image.crop((0, 400, 864, 496))) == 0
    )


@pytest.mark.parametrize("shape", [(400, 100), (100, 400), (200, 200), (90, 91)])
def test_pictures_are_whole_and_as_large_as_fits(shape: tuple[int, int]) -> None:
    """A picture's corners are there, and its shape."""
    picture = plain((0, 90, 0), shape)
    marks = [(0, 0), (shape[0] - 12, 0), (0, shape[1] - 12), (shape[0] - 12, shape[1] - 12)]
    for corner in marks:
        picture.paste((255, 0, 0), (*corner, corner[0] + 12, corner[1] + 12))
    sheet = Image.new("RGB", (400, 300))
    medium = CardMedium(kind="image", label="", picture=picture)
    draw_pictures(
        sheet,
        ImageDraw.Draw(sheet, "RGBA"),
        Box(left=0, top=0, right=400, bottom=300),
        [medium],
        small=15,
    )
    box = sheet.getbbox()
    assert box is not None
    wide, high = box[2] - box[0], box[3] - box[1]
    assert abs(wide / high - shape[0] / shape[1]) < 0.05
    assert wide >= 398 or high >= 278
    inset = 4
    for x, y in ((box[0], box[1]), (box[2] - 1, box[1]), (box[0], box[3] - 1), (box[2] - 1, box[3] - 1)):
        inside = (x + (inset if x == box[0] else -inset), y + (inset if y == box[1] else -inset))
        red, green, _blue = sheet.getpixel(inside)  # type: ignore[misc]
        assert red > 200 > 60 > green


def test_the_label_stands_below_its_picture() -> None:
    media = (CardMedium(kind="image", label="", picture=plain((200, 200, 200), (300, 300))),)
    named = (CardMedium(kind="image", label="mara", picture=plain((200, 200, 200), (300, 300))),)
    picture = changed(card(media=media), card(media=(CardMedium(kind="image", label=""),)))
    label = changed(card(media=media), card(media=named))
    assert label[1] >= picture[3]
    assert label[0] > picture[0]
    assert label[2] < picture[2]


def test_small_print_is_readable_at_480p() -> None:
    """Ten pixels from the top of a capital to the foot of the line."""
    facts = changed(card(facts="H"), card(facts=""))
    assert facts[3] - facts[1] >= 10


def test_a_full_card_of_every_size_and_script() -> None:
    media = tuple(
        CardMedium(kind="image", label=f"image {n}", picture=plain((n * 20, 90, 90))) for n in range(9)
    )
    media += tuple(CardMedium(kind="audio", label=f"audio {n}") for n in range(3))
    prompts = ("", "word " * 4000, "x" * 5000, "昼下がりの港 مرحبا Привет 🙂\n\n\tÀ bientôt", "\x1b[2J\u202e")
    for size in SIZES:
        for words in prompts:
            drawn = draw_card(card(size=size, action=words, style=words, speech=(words,), media=media))
            assert drawn.image.size == size
            assert drawn.footer.top + drawn.footer.still.height == size[1]


def test_shots_of_one_style_are_of_one_colour() -> None:
    assert palette("Grainy film.") == palette("Grainy film.")
    assert palette("Grainy film.") != palette("Hand-held.")
    red, _green, blue = palette("Warm 16 mm, amber light").light
    assert red > blue * 1.5
    red, _green, blue = palette("cold blue dusk").light
    assert blue > red * 1.5
    grey = palette("Black and white").light
    assert max(grey) - min(grey) < 60
