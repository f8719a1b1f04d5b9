"""What stands in a reel for a shot of which nothing is there yet: the card that the simulator would draw, standing still."""

from hashlib import sha256

from PIL import Image

from seedance_make.core.cut.cut import FPS, Cut, planned_size
from seedance_make.simulator.markers import without_markers
from seedance_make.simulator.render.card import Card, CardSpec


def card_of(cut: Cut) -> Image.Image:
    """The card of a shot, in the size that it will have."""
    want = cut.action.want
    assert want is not None
    shot = want.shot
    card = Card(
        size=planned_size(shot),
        seconds=shot.duration,
        mode=want.request.mode.value,
        prompt=without_markers(shot.prompt or ""),
        facts=f"{shot.name} · not built yet · {shot.duration} s",
        digest=sha256(shot.name.encode()).hexdigest(),
        seed=cut.number,
    )
    return CardSpec(card).frame(shot.duration * FPS // 2)
