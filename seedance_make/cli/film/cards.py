"""What stands in a reel for a shot of which nothing is there yet: the card that the simulator would draw, standing still."""

from PIL import Image

from seedance_make.core.cut.cut import Cut, planned_size
from seedance_make.simulator.markers import without_markers
from seedance_make.simulator.render.card import Card, draw_card


def card_of(cut: Cut) -> Image.Image:
    """The card of a shot, in the size that it will have."""
    want = cut.action.want
    assert want is not None
    shot = want.shot
    facts = (want.request.mode.value.upper(), shot.resolution, f"{shot.duration} s", "not built yet")
    card = Card(
        size=planned_size(shot),
        seconds=shot.duration,
        fps=shot.model.output.fps,
        frames=shot.model.output.frames(shot.duration),
        heading=shot.name,
        take=cut.action.take,
        facts=" · ".join(facts),
        action=without_markers(shot.prompt or ""),
        style="",
        speech=(),
        look=", ".join(shot.styles) or shot.name.rpartition("/")[0],
        title=shot.name,
        seed=cut.number,
    )
    return draw_card(card).image
