"""Hand-made shots, attempts and facts for the tables: every value has a default, a test names what it is about."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.decide import decide
from seedance_make.core.plan.facts import Bought, OutputFact, Snapshot, Standing
from seedance_make.core.plan.limits import BuildCap, Headroom, SpendingLimits
from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import ActionKind, Options, Plan, ShotState, Want
from seedance_make.core.plan.outputs import output_of
from seedance_make.core.request.fingerprint import canonical, fingerprint
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.request.pricing import Estimate
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.fields import Mode
from seedance_make.core.storyboard.model import (
    Artifact,
    FileMedia,
    FrameMedia,
    Manifest,
    Receipt,
    ResolvedShot,
    Shot,
    Storyboard,
    UrlMedia,
)
from seedance_make.core.storyboard.video_model import NO_PRICES, ModelPrices, Rates
from seedance_make.core.text.diagnostic import Place
from seedance_make.load.models.library import shipped_models

HERE = Place(file="storyboard.yaml", line=7, column=3, end=10)
MINI = "seedance-2.0-mini"
MODEL = shipped_models()[MINI]
RATES = {
    "480p": Rates(usd_per_second=Decimal("0.045125"), with_reference_video=Decimal("0.0285")),
    "720p": Rates(usd_per_second=Decimal("0.097375"), with_reference_video=Decimal("0.059375")),
}
TABLE = PriceTable(own={MINI: ModelPrices(as_of="2026-07-23", rates=RATES)})
CLIP_A = "a" * 64
CLIP_B = "b" * 64
WHEN = "2026-11-22T10:00:00Z"


def url(address: str) -> UrlMedia:
    return UrlMedia(url=address, place=HERE)


def local(path: str) -> FileMedia:
    return FileMedia(path=path, place=HERE)


def frame(shot: str, which: str = "last") -> FrameMedia:
    return FrameMedia(shot=shot, frame=which, place=HERE)


def shot(name: str = "door", prompt: str | None = "A door opens.", **values: Any) -> ResolvedShot:
    media = values.pop("media", {})
    mode = Mode.T2V if not media else Mode.I2V if "first_frame_url" in media else Mode.R2V
    takes = values.pop("takes", (1,))
    named = str(values.pop("model", MINI))
    model = replace(MODEL, id=named, prices=MODEL.prices if named == MINI else NO_PRICES)
    scalars = {name: values.pop(name, default) for name, default in model.defaults.items()}
    given: dict[str, Any] = {
        "name": name, "place": HERE, "enabled": True, "takes": takes, "chosen": takes[0],
        "choice": len(takes) == 1, "tags": (), "note": None, "pin": None, "model": model, "mode": mode,
        "prompt": prompt, "media": media, "scalars": scalars, "origins": {}, "remarks": (),
    }  # fmt: skip
    return ResolvedShot(**(given | values))


def board(*shots: ResolvedShot, **values: Any) -> Storyboard:
    manifest = Manifest(
        file="storyboard.yaml", title=None, model=MINI, output="out", max_credits=None, prices={}, models=shipped_models(),
        defaults={}, profiles={}, shots={s.name: Shot(name=s.name, place=s.place, fields={}) for s in shots},
    )  # fmt: skip
    given: dict[str, Any] = {
        "manifest": manifest,
        "profile": None,
        "output": "out",
        "shots": shots,
        "problems": (),
    }
    return Storyboard(**(given | values))


def facts(**values: Any) -> Snapshot:
    return Snapshot(**{"origin": "reapi.ai", "prices": TABLE, **values})


def plan(*shots: ResolvedShot, ask: Options | None = None, **values: Any) -> Plan:
    return make_plan(board(*shots), facts(**values), ask or Options())


def headroom(found: Plan, cap: int | None, taken: int = 0) -> tuple[Headroom, ...]:
    """What a cap has room for when so much of it is in flight."""
    if cap is None:
        return ()
    limit = BuildCap(most=cap, build="", project="/film/storyboard.yaml", fingerprints=frozenset())
    rows = [attempt(credits=taken, ceiling=taken)] if taken else []
    return SpendingLimits(build="", cap=limit).for_plan(found, rows, "2026-11-24")


def print_of(
    one: ResolvedShot, take: int = 1, clips: dict[str, str] | None = None, files: dict[str, str] | None = None
) -> str:
    found = fingerprint(bind(one, take, files=files or {}, clips=clips or {}))
    assert found
    return found


def document_of(one: ResolvedShot, take: int = 1) -> dict[str, Any]:
    """What is fingerprinted, as JSON is read again."""
    text = canonical(bind(one, take, files={}, clips={}))
    assert text
    found: dict[str, Any] = json.loads(text)
    return found


def attempt(one: ResolvedShot | None = None, state: State = State.SUBMITTED, **values: Any) -> Attempt:
    one = one or shot()
    request = bind(one, 1, files={}, clips={})
    given: dict[str, Any] = {
        "id": "1a2b3c4d" + "0" * 24, "origin": "reapi.ai", "fingerprint": fingerprint(request) or "", "state": state,
        "owner": "owner-1", "build": "build-1", "project": "/film/storyboard.yaml", "shot": one.name, "take": 1,
        "profile": None, "model": one.model.id, "resolution": one.resolution, "duration": one.duration, "body": b"{}",
        "request": (canonical(request) or b"").decode(), "credits": 487, "ceiling": 487, "exact": True,
        "key_label": "k", "created": WHEN, "task_id": None if state in {State.INTENT, State.UNKNOWN} else "task_1",
    }  # fmt: skip
    return Attempt(**(given | values))


def bought(*digests: str, receipt: bool = True) -> Bought:
    clips = tuple(Artifact(sha256=d, size=1000) for d in digests)
    return Bought(artifacts=clips, task_id="task_1", credits=487, receipt=receipt)


def clip_at(digest: str) -> OutputFact:
    return OutputFact(standing=Standing.CLIP, digest=digest)


def want(one: ResolvedShot | None = None, take: int = 1, clips: dict[str, str] | None = None) -> Want:
    one = one or shot()
    request = bind(one, take, files={}, clips=clips or {})
    return Want(
        shot=one, take=take, request=request, fingerprint=fingerprint(request),
        output=output_of(one.name, take, one.chosen),
    )  # fmt: skip


def verdict(
    one: ResolvedShot | None = None, take: int = 1, ask: Options | None = None, **world: Any
) -> tuple[ActionKind, ShotState, str]:
    found = decide(want(one, take), facts(**world), ask or Options())
    return found.kind, found.state, found.reason


__all__ = [
    "CLIP_A", "CLIP_B", "HERE", "MINI", "RATES", "TABLE", "WHEN", "Estimate", "Receipt", "attempt", "board", "bought", "clip_at",
    "document_of", "facts", "frame", "local", "output_of", "plan", "print_of", "replace", "shot", "url", "verdict",
    "want",
]  # fmt: skip
