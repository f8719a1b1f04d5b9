"""Which media of a purchase the API could not read, and where that is said."""

from typing import Any

from plan_samples import (
    CLIP_A,
    bought,
    clip_at,
    frame,
    local,
    plan,
    print_of,
    replace,
    shot,
    url,
)

from seedance_make.core.plan.rules.publishability import NOTHING, Publishability, Refusal
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.text.diagnostic import Severity

STILL = shot("still", media={"first_frame_url": (local("mara.png"),)})
NEXT = shot("next", media={"first_frame_url": (frame("still"),)})
WAY_OUT = (
    "build needs `publish:` (git, s3://BUCKET/FOLDER (also gs:, az:), or {store: …, base_url: …}); "
    "plan and build --simulate work without it"
)
FILES = {"mara.png": "d" * 64} | {f"p{n}.png": f"{n}" * 64 for n in range(5)}


def said(
    *shots: ResolvedShot, publishability: Publishability, **values: Any
) -> list[tuple[str, str, str | None, Severity]]:
    found = plan(*shots, publishability=publishability, files=FILES, **values).problems
    return [(p.path, p.message, p.help, p.severity) for p in found]


def test_by_default_everything_is_served() -> None:
    assert said(STILL, NEXT, publishability=Publishability()) == []


def test_one_reason_is_said_once_at_the_first_place() -> None:
    assert said(STILL, NEXT, publishability=NOTHING) == [
        (
            "shots.still.first_frame",
            "`mara.png`, a frame of `still`: no public address, and the API reads media from addresses alone",
            WAY_OUT,
            Severity.WARNING,
        )
    ]


def test_many_are_counted() -> None:
    many = [shot(f"s{n}", media={"first_frame_url": (local(f"p{n}.png"),)}) for n in range(5)]
    ((_, message, _, _),) = said(*many, publishability=NOTHING)
    assert message.startswith("`p0.png`, `p1.png`, `p2.png` and 2 more: ")


def test_each_reason_stands_at_its_own_medium() -> None:
    away = Refusal(message="not pushed", help="git push")
    other = replace(
        STILL,
        name="other",
        media={"reference_image_urls": (url("https://x.example/a.png"), local("eli.png"))},
    )
    found = said(STILL, other, publishability=Publishability(files={"eli.png": away}))
    assert found == [("shots.other.reference_images", "`eli.png`: not pushed", "git push", Severity.WARNING)]


def test_what_is_not_bought_needs_no_address() -> None:
    known = {print_of(STILL, files=FILES): bought(CLIP_A)}
    assert said(STILL, publishability=NOTHING, bought=known, at_hand=frozenset({CLIP_A}),
                outputs={"still.mp4": clip_at(CLIP_A)}) == []  # fmt: skip
