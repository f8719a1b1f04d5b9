"""What identifies and prices a request, frozen: a change here makes every user buy their film again.

The file beside this one was written before fields became a table and models became data; it is never regenerated to
make a test pass. New cases may be added at its end.
"""

import hashlib
import json
from decimal import Decimal
from pathlib import Path

import pytest
from resolving import resolved

from seedance_make.core.request.fingerprint import canonical, fingerprint
from seedance_make.core.request.price_table import SHIPPED
from seedance_make.core.request.pricing import estimate
from seedance_make.core.request.request import bind, body_bytes
from seedance_make.core.storyboard.model import FileMedia, FrameMedia

GOLDEN = Path(__file__).parent / "golden"
PROFILES = (None, "draft", "loud")
LENGTHS = {"https://cdn.example.com/v.mp4": Decimal("7.25")}


def described(profile: str | None) -> list[dict[str, object]]:
    """Every take under a profile: body, canonical document, fingerprint and price."""
    board = resolved((GOLDEN / "storyboard.yaml").read_text("utf-8"), profile)
    assert [p.message for p in board.problems if p.severity == "error"] == []
    media = [m for shot in board.shots for many in shot.media.values() for m in many]
    files = {m.path: hashlib.sha256(m.path.encode()).hexdigest() for m in media if isinstance(m, FileMedia)}
    clips = {m.shot: hashlib.sha256(m.shot.encode()).hexdigest() for m in media if isinstance(m, FrameMedia)}
    found: list[dict[str, object]] = []
    for shot in board.shots:
        for take in shot.takes:
            request = bind(shot, take, files=files, clips=dict(clips))
            price = estimate(request, SHIPPED, LENGTHS)
            found.append(
                {
                    "shot": shot.name, "take": take, "mode": request.mode.value,
                    "body": body_bytes(request).decode(), "document": (canonical(request) or b"").decode(),
                    "fingerprint": fingerprint(request), "credits": price.credits, "exact": price.exact,
                    "ceiling": price.ceiling, "billable_seconds": price.billable_seconds,
                }
            )  # fmt: skip
    return found


@pytest.mark.parametrize("profile", PROFILES)
def test_bodies_fingerprints_and_prices_are_what_they_were(profile: str | None) -> None:
    frozen = json.loads((GOLDEN / "requests.json").read_text("utf-8"))
    assert described(profile) == frozen[profile or ""]
