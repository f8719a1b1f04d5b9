"""Which shots a command is about: names, globs, tags, states. What is given narrows; results are in storyboard order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.errors import UsageError
from seedance_make.core.plan.model import ShotState
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.names import is_glob, matches, unknown_shot
from seedance_make.core.text.suggest import nearest

_KINDS = ("tag", "state")
_NOUNS = {"tag": "shot has the tag", "state": "state is named"}


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
        return any("state:" in s for s in self.selectors)


def select(
    selection: Selection,
    shots: Sequence[ResolvedShot],
    states: Mapping[str, frozenset[str]],
    changed: frozenset[str] | None = None,
) -> frozenset[str]:
    """The selected shots' names. `states`: shot → the states of its takes, when a selector asks; `changed`: those that
    differ from a revision. Raises UsageError for a name or pattern that matches no shot, and for an unknown selector, state or tag."""
    names = [s.name for s in shots]
    selected = set(names)
    if selection.shots:
        selected &= {n for pattern in selection.shots for n in _matching(pattern, names)}
    tags = frozenset(tag for shot in shots for tag in shot.tags)
    for selector in selection.selectors:
        test = _selector(selector, states, tags)
        selected &= {s.name for s in shots if test(s)}
    for pattern in selection.exclude:
        selected -= set(_matching(pattern, names))
    if changed is not None:
        selected &= changed
    return frozenset(selected)


def _matching(pattern: str, names: Sequence[str]) -> list[str]:
    matching = [n for n in names if matches(pattern, n)]
    if matching:
        return matching
    if pattern.startswith(tuple(f"{kind}:" for kind in _KINDS)):
        raise UsageError(f"{pattern} is a selector, and no shot", help=f"write it after -s: -s {pattern}")
    if is_glob(pattern):
        raise UsageError(f"no shot matches {pattern}", help=f"the shots are: {_some(names)}")
    raise unknown_shot(pattern, names)


def _selector(
    text: str, states: Mapping[str, frozenset[str]], tags: frozenset[str]
) -> Callable[[ResolvedShot], bool]:
    """`tag:a,b` as a test of a shot; each part may name its kind again (`tag:a,state:new`). Any part that fits will do."""
    wanted: dict[str, set[str]] = {}
    kind = ""
    for part in text.split(","):
        named, colon, value = part.strip().partition(":")
        kind, value = (named, value.strip()) if colon else (kind, named)
        if kind not in _KINDS or not value:
            raise UsageError(f"unknown selector: {text}", help="selectors are tag:NAME and state:STATE")
        wanted.setdefault(kind, set()).add(value)
    _known("state", wanted.get("state", set()), [s.value for s in ShotState])
    _known("tag", wanted.get("tag", set()), sorted(tags))
    return lambda shot: (
        not wanted.get("tag", set()).isdisjoint(shot.tags)
        or not wanted.get("state", set()).isdisjoint(states.get(shot.name, frozenset()))
    )


def _known(kind: str, wanted: set[str], known: Sequence[str]) -> None:
    """Raises UsageError for a state that does not exist and a tag that no shot has: a slip would select nothing."""
    unknown = sorted(wanted - set(known))
    if unknown:
        near = nearest(unknown[0], known)
        names = ", ".join(known) if kind == "state" else _some(known)
        listed = f"the {kind}s are: {names}" if known else "no shot has tags"
        raise UsageError(f"no {_NOUNS[kind]} {unknown[0]}", help=f"did you mean {near}?" if near else listed)


def _some(names: Iterable[str]) -> str:
    listed = list(names)
    more = f" and {len(listed) - 8} more" if len(listed) > 8 else ""
    return ", ".join(listed[:8]) + more
