"""The animatic card: what a simulated clip shows.

┌──────────────────────────────────────┐
│ act1/door                     TAKE 2 │
│ ──────────────────────────────────── │
│ R2V · 480p · 16:9 · 4 s · mini       │
│                          ┌─────────┐ │
│ Mara, sixty, opens a     │  whole  │ │
│ salt-eaten door: “…”     │ picture │ │
│                          └─────────┘ │
│ Grainy 16 mm film.          mara     │
│         “Who lit the lamp?”          │
│ 00:00:02:14                SIMULATED │
│ ━━━━━━━━━━━━━━━━━●────────────────── │
└──────────────────────────────────────┘

All of it stands on every frame, the first and the last included: those are what a file browser shows, and what a
shot that goes on from this one shows as its picture. Only the footer moves.
"""

import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw

from seedance_make.simulator.render.backdrop import light
from seedance_make.simulator.render.fonts import Candidates, people_name, system_fonts
from seedance_make.simulator.render.footer import Footer
from seedance_make.simulator.render.lettering import LEADING, Text, fit, typeset
from seedance_make.simulator.render.palette import palette
from seedance_make.simulator.render.pictures import Box, CardMedium, draw_pictures

_WHITE = (255, 255, 255, 245)
_SOFT = (255, 255, 255, 190)
_INK = (12, 14, 18, 255)
_SUBTITLE = (0, 0, 0, 150)
_SMALL = 15  # pixels at 480p: the smallest print of all


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """Everything that the picture depends on. `seed` moves the light."""

    size: tuple[int, int]  # pixels
    seconds: int
    fps: int
    frames: int
    heading: str  # the shot's name, else what the request is
    take: int | None
    facts: str  # one line: mode, resolution, ratio, length, model
    action: str  # the prompt without its style, and with its speech taken out
    style: str
    speech: tuple[str, ...]
    look: str  # what gives the colours
    title: str  # of the file
    seed: int
    media: tuple[CardMedium, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnCard:
    """The whole card at the first frame, and the band of it that moves."""

    image: Image.Image
    footer: Footer


def draw_card(card: Card, candidates: Candidates = system_fonts) -> DrawnCard:
    """Draw it once. Blocks: letters are measured and pictures resized."""
    return _Page(card, candidates).draw()


class _Page:
    def __init__(self, card: Card, candidates: Candidates) -> None:
        self._card = card
        self._candidates = candidates
        self._unit = math.sqrt(card.size[0] * card.size[1] / (864 * 496))
        self._margin = self._px(30)
        self._colours = palette(card.look)
        self._image = light(card.size, self._colours, Random(card.seed))  # noqa: S311 - a picture, no secret
        self._pen = ImageDraw.Draw(self._image, "RGBA")

    def draw(self) -> DrawnCard:
        footer_top = (self._card.size[1] - self._px(64)) // 2 * 2
        footer = Footer(
            top=footer_top,
            still=self._image.crop((0, footer_top, *self._card.size)),
            seconds=self._card.seconds,
            fps=self._card.fps,
            frames=self._card.frames,
            margin=self._margin,
            unit=self._unit,
            accent=self._colours.accent,
        )
        footer.prepare()
        box = Box(
            left=self._margin, top=self._header(), right=self._card.size[0] - self._margin, bottom=footer_top
        )
        self._body(box)
        self._image.paste(footer.at(0), (0, footer_top))
        return DrawnCard(image=self._image, footer=footer)

    def _px(self, units: float) -> int:
        return max(1, round(units * self._unit))

    def _set(self, text: str) -> Text:
        return typeset(text, self._candidates)

    def _header(self) -> int:
        """The slate and a line of facts; gives where the body begins."""
        left, right, top = self._margin, self._card.size[0] - self._margin, self._px(20)
        high, room = self._px(40), float(right - left)
        if self._card.take is not None:
            room -= self._chip(f"TAKE {self._card.take}", right, top + high / 2) + self._px(12)
        name = fit(self._set(self._card.heading), (room, high), (self._px(_SMALL), self._px(30)))
        name.draw(self._pen, (left, top + (high - name.height) / 2, left + room), _WHITE)
        line = top + high + self._px(5)
        self._pen.line((left, line, right, line), (*self._colours.accent, 255), self._px(2))
        facts = fit(
            self._set(self._card.facts), (right - left, self._px(22)), (self._px(12), self._px(_SMALL))
        )
        facts.draw(self._pen, (left, line + self._px(5), right), _SOFT)
        return line + self._px(36)

    def _chip(self, text: str, right: float, middle: float) -> float:
        """A word on the accent's colour, ending at `right`; gives its width in pixels."""
        word = fit(self._set(text), (self._card.size[0], self._px(32)), (self._px(22), self._px(22)))
        half, pad = self._px(17), self._px(12)
        wide = word.width + 2 * pad
        self._pen.rounded_rectangle(
            (right - wide, middle - half, right, middle + half), self._px(6), (*self._colours.accent, 255)
        )
        word.draw(self._pen, (right - wide + pad, middle - word.height / 2, right), _INK)
        return wide

    def _body(self, box: Box) -> None:
        """Speech and what is missing at the bottom; above them pictures beside the words, or over them."""
        action, style = self._set(self._card.action), self._set(self._card.style)
        speech = self._set("\n".join(self._card.speech))
        bottom = self._missing(box, (action, style, speech))
        bottom = self._speech(speech, Box(left=box.left, top=box.top, right=box.right, bottom=bottom))
        words = Box(left=box.left, top=box.top, right=box.right, bottom=bottom)
        if self._card.media:
            pictures, words = self._shared(words, worded=bool(action.letters or style.letters))
            draw_pictures(self._image, self._pen, pictures, self._card.media, small=self._px(_SMALL))
        self._words(action, style, words)

    def _shared(self, box: Box, *, worded: bool) -> tuple[Box, Box]:
        """Where pictures go, and where words do."""
        gap = self._px(22)
        empty = Box(left=box.left, top=box.top, right=box.left, bottom=box.top)
        if not worded:
            return box, empty
        if box.width > box.height * 1.15:
            middle = box.left + round(box.width * (0.5 if len(self._card.media) < 5 else 0.45))
            return (
                Box(left=middle + gap // 2, top=box.top, right=box.right, bottom=box.bottom),
                Box(left=box.left, top=box.top, right=middle - gap // 2, bottom=box.bottom),
            )
        middle = box.top + round(box.height * (0.45 if len(self._card.media) < 5 else 0.55))
        return (
            Box(left=box.left, top=box.top, right=box.right, bottom=middle),
            Box(left=box.left, top=middle + gap // 2, right=box.right, bottom=box.bottom),
        )

    def _words(self, action: Text, style: Text, box: Box) -> None:
        """The action as large as both fit, the style at a bit more than half its size; together in the middle."""
        size, least, gap = self._px(38), self._px(_SMALL), self._px(10)
        while True:
            small = max(least, round(size * 0.58)) if action.letters else size
            large = fit(action, (box.width, box.height), (size, size))
            below = fit(style, (box.width, max(0, box.height - large.height - gap)), (small, small))
            if size <= least or not (large.cut or below.cut):
                break
            size = max(least, int(size * 0.93))
        height = large.height + (gap + below.height if below.lines and large.lines else below.height)
        top = box.top + max(0.0, (box.height - height) / 2)
        large.draw(self._pen, (box.left, top, box.right), _WHITE)
        if large.lines:
            top += large.height + gap
        below.draw(self._pen, (box.left, top, box.right), _SOFT)

    def _speech(self, speech: Text, box: Box) -> int:
        """Like a subtitle; gives where it begins."""
        if not speech.letters:
            return box.bottom
        pad, most = self._px(10), box.height * 0.34
        block = fit(speech, (box.width * 0.9, most), (self._px(_SMALL), self._px(24)))
        top = box.bottom - round(block.height) - self._px(8)
        wide = block.width + 2 * pad
        middle = (box.left + box.right) / 2
        self._pen.rounded_rectangle(
            (middle - wide / 2, top - pad // 2, middle + wide / 2, top + block.height + pad // 2),
            self._px(5), _SUBTITLE,
        )  # fmt: skip
        block.draw(self._pen, (box.left, top, box.right), _WHITE, centred=True)
        return top - self._px(16)

    def _missing(self, box: Box, texts: tuple[Text, ...]) -> int:
        """Which scripts cannot be drawn here; gives where the line begins."""
        scripts = sorted({script for text in texts for script in text.missing})
        if not scripts:
            return box.bottom
        names = ", ".join(people_name(script) for script in scripts)
        line = self._set(
            f"No font here has {names} letters: the text is this file's title. See seedance-make doctor."
        )
        block = fit(line, (box.width, self._px(_SMALL) * LEADING * 3), (self._px(_SMALL), self._px(_SMALL)))
        top = box.bottom - round(block.height)
        block.draw(self._pen, (box.left, top, box.right), (*self._colours.accent, 255))
        return top - self._px(8)
