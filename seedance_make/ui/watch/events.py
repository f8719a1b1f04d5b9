"""What `watch` tells, as data: each look at the storyboard, and what was rendered after it. One class a kind.

On a terminal and in a pipe they are words (`text.py`); with `--json` each is a line of NDJSON, whose `name` is its
class's in lower case.
"""

from dataclasses import dataclass

from seedance_make.core.errors import Exit
from seedance_make.core.plan.json import difference_json, problems_json, totals_json
from seedance_make.core.plan.limits import Headroom
from seedance_make.core.plan.model import Action, ActionKind, Plan
from seedance_make.core.request.compare import ProfilePrice
from seedance_make.core.request.storyboard_diff import Difference
from seedance_make.core.text.diagnostic import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """The storyboard has a plan. `saved`: the files after whose save it was made; none at the start."""

    saved: tuple[str, ...]
    plan: Plan
    since: tuple[Difference, ...]  # the last save: shots that ask for something else now
    headroom: tuple[Headroom, ...]
    warnings: tuple[Problem, ...]  # that were not there before
    prices: tuple[ProfilePrice, ...] = ()  # of --compare

    def as_json(self) -> dict[str, object]:
        """Actions are those that a build would do something about."""
        return {
            "saved": list(self.saved),
            "since": [difference_json(d) for d in self.since],
            "actions": [_action(a) for a in self.plan.actions if a.kind is not ActionKind.KEEP],
            "totals": totals_json(self.plan),
            "problems": problems_json(self.warnings),
            "compare": [{"profile": p.profile, "credits": p.credits, "exact": p.exact} for p in self.prices],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalid:
    """The storyboard has none, as long as this stands."""

    saved: tuple[str, ...]
    exit: Exit  # that `plan` would end with
    message: str
    help: str | None
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """As every early end has it."""
        return {
            "saved": list(self.saved),
            "error": {"exit": int(self.exit), "message": self.message, "help": self.help},
            "problems": problems_json(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A simulated clip is there."""

    shot: str
    take: int
    output: str  # relative to the project

    def as_json(self) -> dict[str, object]:
        """Its fields."""
        return {"shot": self.shot, "take": self.take, "output": self.output}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrendered:
    """There is none, for this reason."""

    shot: str
    take: int
    message: str

    def as_json(self) -> dict[str, object]:
        """Its fields."""
        return {"shot": self.shot, "take": self.take, "message": self.message}


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """The board is served there."""

    address: str

    def as_json(self) -> dict[str, object]:
        """Its fields."""
        return {"address": self.address}


WatchEvent = Planned | Invalid | Rendered | Unrendered | Serving
"""Every kind there is."""


def line_json(event: WatchEvent, at: str) -> dict[str, object]:
    """A line of NDJSON. `at` is ISO 8601 in UTC."""
    return {"name": type(event).__name__.lower(), "at": at, **event.as_json()}


def _action(action: Action) -> dict[str, object]:
    return {
        "shot": action.shot,
        "take": action.take,
        "action": action.kind.value,
        "state": action.state.value,
        "reason": action.reason,
        "credits": action.estimate.credits if action.estimate else None,
    }
