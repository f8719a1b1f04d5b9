"""Which shots a command is about: names, globs, tags, states. What is given narrows; results are in storyboard order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from seedance_make.core.errors import UsageError
from seedance_make.core.model import ResolvedShot
from seedance_make.core.plan import ShotState
from seedance_make.core.suggest import nearest

_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """As typed. `selectors` are `tag:X` or `state:X`, where a comma inside one widens."""

    shots: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    changed_since: str | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing narrows."""
        return not (self.shots or self.selectors or self.exclude or self.changed_since)

    @property
    def by_state(self) -> bool:
        """Whether a plan is needed to tell."""
        return any(s.startswith("state:") for s in self.selectors)


def is_glob(text: str) -> bool:
    """Whether a SHOT argument is a pattern rather than a name."""
    return not _WILD.isdisjoint(text)


def select(
    selection: Selection,
    shots: Sequence[ResolvedShot],
    states: Mapping[str, frozenset[str]],
    changed: frozenset[str] | None = None,
) -> frozenset[str]:
    """The selected shots' names. `states`: shot → the states of its takes, when a selector asks; `changed`: those that
    differ from a revision. Raises UsageError for a name or pattern that matches no shot, and for an unknown selector."""
    names = [s.name for s in shots]
    found = set(names)
    if selection.shots:
        found &= {n for pattern in selection.shots for n in _matching(pattern, names)}
    for selector in selection.selectors:
        test = _selector(selector, states)
        found &= {s.name for s in shots if test(s)}
    for pattern in selection.exclude:
        found -= set(_matching(pattern, names))
    if changed is not None:
        found &= changed
    return frozenset(found)


def _matching(pattern: str, names: Sequence[str]) -> list[str]:
    found = [n for n in names if n == pattern or (is_glob(pattern) and fnmatchcase(n, pattern))]
    if found:
        return found
    if is_glob(pattern):
        raise UsageError(f"no shot matches {pattern}", help=f"the shots are: {_some(names)}")
    near = nearest(pattern, names)
    hint = f"did you mean {near}?" if near else f"the shots are: {_some(names)}"
    raise UsageError(f"no shot is named {pattern}", help=hint)


def _selector(text: str, states: Mapping[str, frozenset[str]]) -> Callable[[ResolvedShot], bool]:
    kind, _, value = text.partition(":")
    values = frozenset(v.strip() for v in value.split(",") if v.strip())
    if kind == "tag" and values:
        return lambda shot: not values.isdisjoint(shot.tags)
    if kind == "state" and values:
        known = [s.value for s in ShotState]
        if unknown := sorted(values - set(known)):
            near = nearest(unknown[0], known)
            hint = f"did you mean {near}?" if near else f"the states are: {', '.join(known)}"
            raise UsageError(f"no state is named {unknown[0]}", help=hint)
        return lambda shot: not values.isdisjoint(states.get(shot.name, frozenset()))
    raise UsageError(f"unknown selector: {text}", help="selectors are tag:NAME and state:STATE")


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(listed[:8]) + more
