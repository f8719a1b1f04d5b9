"""A plan that a person has looked at and saved: the consent to buy just that, later or elsewhere.

The file keeps what was selected and every purchase with its price. Building it plans again and compares: fewer and
cheaper is fine, anything new, changed or dearer refuses all. A purchase that needs another shot's frame is told by that
shot and take instead of the clip's digest, which nobody knows before it is made.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from seedance_make.core.errors import InvalidInputError
from seedance_make.core.plan.json import plan_json
from seedance_make.core.plan.model import Action, Plan, ShotState
from seedance_make.core.plan.select import Selection
from seedance_make.core.request.fingerprint import by_take, fingerprint
from seedance_make.core.request.pricing import dollars

SAVED_PLAN_VERSION = 1
_MARK = "seedance-make plan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """One purchase of a saved plan. `identity` is its fingerprint, frames told by shot and take."""

    shot: str
    take: int
    identity: str
    credits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPlan:
    """What the file says. `host` is the API's origin."""

    selection: Selection
    rebuy: tuple[str, ...]
    overwrite: tuple[str, ...]
    profile: str | None
    host: str
    purchases: tuple[Purchase, ...]
    digest: str  # of all that the file says: sha256, lower-case hex
    take: tuple[str, int] | None = None  # a plan of one take alone


def purchases_of(plan: Plan) -> tuple[Purchase, ...]:
    """The purchases of a plan, to be saved or compared."""
    chosen = {a.shot: a.want.shot.chosen for a in plan.actions if a.want}
    return tuple(_purchase(a, chosen) for a in plan.purchases if a.want and a.estimate)


def _purchase(action: Action, chosen: Mapping[str, int]) -> Purchase:
    assert action.want is not None
    assert action.estimate is not None
    return Purchase(
        shot=action.shot,
        take=action.take,
        identity=fingerprint(action.want.request, by_take(chosen)) or "",
        credits=action.estimate.credits,
    )


def saved_text(plan: Plan, selection: Selection, rebuy: tuple[str, ...], overwrite: tuple[str, ...]) -> str:
    """The file. The plan is in it for people and for tools; the build reads the rest."""
    content = _content(plan, selection, purchases_of(plan), rebuy=list(rebuy), overwrite=list(overwrite))
    return _signed(content | {"plan": plan_json(plan)})


def saved_take(plan: Plan, purchase: Purchase) -> str:
    """A file for one purchase of a plan alone, to be built elsewhere. What was named for a second purchase still is."""
    action = next(a for a in plan.purchases if (a.shot, a.take) == (purchase.shot, purchase.take))
    lost = [f"{action.shot}@{action.take}"] if action.state is ShotState.LOST else []
    content = _content(plan, Selection(shots=(purchase.shot,)), (purchase,), rebuy=lost, overwrite=[])
    return _signed(content | {"take": [purchase.shot, purchase.take]})


def _content(
    plan: Plan, selection: Selection, purchases: Iterable[Purchase], *, rebuy: list[str], overwrite: list[str]
) -> dict[str, object]:
    return {
        "kind": _MARK,
        "version": SAVED_PLAN_VERSION,
        "selection": asdict(selection),
        "rebuy": rebuy,
        "overwrite": overwrite,
        "profile": plan.profile,
        "host": plan.origin,
        "purchases": [asdict(p) for p in purchases],
    }


def _signed(content: Mapping[str, object]) -> str:
    return json.dumps({**content, "sum": _sum(content)}, ensure_ascii=False, indent=1) + "\n"


def _sum(content: Mapping[str, object]) -> str:
    plain = json.loads(json.dumps(content))
    plain.pop("sum", None)
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def parse_saved_plan(text: str, name: str) -> SavedPlan:
    """Read a saved plan. Raises InvalidInputError for a file that is none of ours, was edited, or is newer."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict) or content.get("kind") != _MARK:
        raise InvalidInputError(
            f"{name} is no saved plan", help="make one with: seedance-make plan --out FILE"
        )
    if content.get("version") != SAVED_PLAN_VERSION:
        raise InvalidInputError(
            f"{name} was saved by another version of the tool", help="save the plan again"
        )
    if content.get("sum") != _sum(content):
        raise InvalidInputError(
            f"{name} was edited since it was saved", help="change the storyboard and save the plan again"
        )
    try:
        return _saved(content)
    except (KeyError, TypeError, ValueError):
        raise InvalidInputError(f"{name} is no whole plan", help="save the plan again") from None


def _saved(content: Mapping[str, object]) -> SavedPlan:
    selection = {k: tuple(v) if isinstance(v, list) else v for k, v in _mapping(content["selection"]).items()}
    return SavedPlan(
        selection=Selection(**selection),  # type: ignore[arg-type]
        rebuy=tuple(map(str, _list(content["rebuy"]))),
        overwrite=tuple(map(str, _list(content["overwrite"]))),
        profile=None if content["profile"] is None else str(content["profile"]),
        host=str(content["host"]),
        digest=str(content["sum"]),
        purchases=tuple(Purchase(**_mapping(p)) for p in _list(content["purchases"])),  # type: ignore[arg-type]
        take=_take(content.get("take")),
    )


def _take(value: object) -> tuple[str, int] | None:
    if value is None:
        return None
    shot, take = _list(value)
    return str(shot), int(str(take))


def _mapping(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return value


def deviations(saved: SavedPlan, plan: Plan) -> tuple[str, ...]:
    """What today's plan would buy that the saved one does not, one line each; empty when it may be built."""
    agreed = {(p.shot, p.take): p for p in saved.purchases}
    lines = []
    for now in purchases_of(plan):
        then = agreed.get((now.shot, now.take))
        name = f"{now.shot}@{now.take}"
        if then is None:
            lines.append(f"{name} is new: {dollars(now.credits)}")
        elif then.identity != now.identity:
            lines.append(f"{name} has changed since")
        elif now.credits > then.credits:
            lines.append(f"{name} costs {dollars(now.credits)} now, not {dollars(then.credits)}")
    return tuple(lines)
