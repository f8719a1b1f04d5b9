"""What stands on one line of a plan: an action, all takes that one edit reaches, or a folder's where there are many."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from seedance_make.core.plan.model import Action, ActionKind, ShotState
from seedance_make.core.request.changes import Cause, Change
from seedance_make.core.storyboard.graph import upstream
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.ui.folders import MOST_LINES, folder_of
from seedance_make.ui.words import reason_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Actions of one kind. `folder` is set where they are counted rather than told."""

    actions: tuple[Action, ...]
    folder: str | None = None

    @property
    def first(self) -> Action:
        """The action that stands for them."""
        return self.actions[0]

    @property
    def kind(self) -> ActionKind:
        """What is done; a purchase is one whether or not another shot comes first."""
        return ActionKind.BUY if self.first.buys else self.first.kind

    @property
    def changed(self) -> tuple[Change, ...]:
        """What they have in common; nothing where they are counted."""
        return () if self.folder is not None else self.first.changed


def entries(actions: Iterable[Action], *, verbose: bool) -> list[Entry]:
    """In order. Takes with the same changes are one entry, at the first of them; of a crowd, folders are counted."""
    by_edit: dict[object, list[Action]] = {}
    for action in actions:
        by_edit.setdefault(_edit_of(action) or id(action), []).append(action)
    whole = [Entry(actions=tuple(many)) for many in by_edit.values()]
    if verbose or len(whole) <= MOST_LINES:
        return whole
    deepest = max(action.output.count("/") for entry in whole for action in entry.actions)
    ways = product((False, True), range(deepest, -1, -1))
    counted = (_counted(whole, depth, edits=edits) for edits, depth in ways)
    return next((few for few in counted if len(few) <= MOST_LINES), _counted(whole, 0, edits=True))


def _edit_of(action: Action) -> object:
    """Equal where one edit did it; None for what stands alone."""
    edit = same_edit(action.changed)
    return (action.kind, edit) if edit and action.buys else None


def same_edit(changed: Sequence[Change]) -> str:
    """Equal where one edit did it; "" where nothing has changed."""
    return repr([
        [_seen(cause) for cause in c.causes] or (c.field, c.old, c.new) for c in changed
    ]) if changed else ""  # fmt: skip


def _seen(cause: Cause) -> object:
    return cause.name, cause.old, cause.new


def _counted(whole: Sequence[Entry], depth: int, *, edits: bool) -> list[Entry]:
    """Single shots as folders of at most that depth, by what is done and in which state. `edits`: those that reach several
    shots too; else they stay as they are."""
    folders: dict[object, list[Entry]] = {}
    for entry in whole:
        alone = edits or len({action.shot for action in entry.actions}) == 1
        key = (entry.kind, entry.first.state, folder_of(entry.first.shot, depth)) if alone else id(entry)
        folders.setdefault(key, []).append(entry)
    return [_in_folder(many, key[2]) if isinstance(key, tuple) else many[0] for key, many in folders.items()]


def _in_folder(many: Sequence[Entry], folder: str) -> Entry:
    if len(many) == 1:
        return many[0]
    return Entry(actions=tuple(action for entry in many for action in entry.actions), folder=folder)


def users_of(actions: Iterable[Action]) -> dict[str, list[str]]:
    """Shot → the shots that need its frame."""
    users: dict[str, dict[str, None]] = {}
    for action in actions:
        for name in upstream(action.want.shot) if action.want else ():
            users.setdefault(name, {})[action.shot] = None
    return {name: list(shots) for name, shots in users.items()}


def reason_text(entry: Entry, users: Mapping[str, Sequence[str]]) -> str:
    """Why; of counted ones the state that they are in, where their reasons differ."""
    action = entry.first
    if entry.folder is not None:
        reasons = {_reason(a) for a in entry.actions}
        return reasons.pop() if len(reasons) == 1 else str(action.state)
    needed_by = users.get(action.shot, ())
    if action.selected or action.kind is ActionKind.KEEP or not needed_by:
        return _reason(action)
    return f"{_reason(action)} (included: {listed(needed_by, 3)} needs its frame)"


def _reason(action: Action) -> str:
    """As the plan says it; but what was edited with its place, and what comes first where it is bought after that."""
    if action.kind is ActionKind.WAIT and action.buys and action.want:
        return plain(f"after {', '.join(action.want.request.waits_for)}")
    if not (action.buys and action.state is ShotState.CHANGED and action.changed):
        return reason_words(action.reason)
    edited = [words for c in action.changed if not c.elsewhere for words in edited_names([c]) or [c.field]]
    clips = [cause.name for c in action.changed if c.elsewhere for cause in c.causes]
    named = [f"changed: {', '.join(dict.fromkeys(edited))}"] if edited else []
    return plain("; ".join((*named, *dict.fromkeys(clips))))


def edited_names(changed: Iterable[Change]) -> list[str]:
    """What was edited behind some fields, each with its place."""
    return [
        f"{c.name} ({c.place.file}:{c.place.line})" for change in changed for c in change.causes if c.place
    ]
