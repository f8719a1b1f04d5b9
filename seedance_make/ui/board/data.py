"""What the review page knows, as one JSON value: plan actions and facts → the film, its shots, their takes. Pure.

The page's scripts (`page/*.js`) read these names; what is absent is not so, or not known. Money is credits, lengths are
frames of the film (24 a second) unless a clip's own `fps` stands beside them.

    {"pick": [before, after],         the command that chooses takes, around `SHOT K SHOT K`
     "shots": [{
       "n", "name", "in", "out",      number, name, time codes
       "states": [state, …],          of its takes
       "facts": [text, …],            mode, length, size, sound
       "prompt", "diff": [[mark, text], …],     mark: 0 the same, 1 gone, 2 new since it was bought
       "changed": [text, …],          what else changed since
       "styles", "cast", "tags": [name, …], "note", "remarks": [text, …],
       "media": [{"as", "what", "poster"}],     what goes along with the request
       "takes": [{"k", "chosen", "state", "why", "price", "charge", "task",
                  "clip": {"src", "poster", "source", "w", "h", "fps", "frames", "sound"}}]}]}
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from seedance_make.core.cut.clip import Clip, Clips
from seedance_make.core.cut.cut import Cut, time_code
from seedance_make.core.host import SIMULATOR
from seedance_make.core.plan.decide import IN_PLACE
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Action, Want
from seedance_make.core.request.pricing import estimate, priced
from seedance_make.core.request.request import ByFile, ByFrame, ByUrl, Medium
from seedance_make.core.storyboard.fields import SHOT_FIELDS
from seedance_make.core.storyboard.media.frame import frame_words
from seedance_make.core.text.redact import plain
from seedance_make.ui.word_diff import DiffMark, shown_value, split_words

_MARKS = {DiffMark.SAME: 0, DiffMark.GONE: 1, DiffMark.NEW: 2}
_MODES = {"t2v": "text to video", "i2v": "image to video", "r2v": "reference to video"}
_LONGEST = 20_000  # characters of a prompt that are compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """Addresses as the page must write them, relative to it. `clip`: of a clip's file; `posters`: poster key → address,
    of the posters that are there."""

    clip: Callable[[Clip], str]
    posters: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardPage:
    """What the page shows. `data` is `board_data`'s value."""

    title: str
    badges: tuple[str, ...]  # "simulated", a profile's name
    totals: tuple[tuple[str, str], ...]  # name → value, as people read them
    data: dict[str, object]


def clip_poster(clip: Clip) -> str:
    """The poster key of a clip: the digest of what it shows."""
    return clip.digest[:24]


def medium_poster(medium: Medium) -> str | None:
    """The poster key of a reference whose bytes are here; None for others."""
    match medium:
        case ByFile(sha256=digest) if digest:
            return digest[:24]
        case ByFrame(sha256=str(digest)):
            return f"{digest[:24]}.{medium.frame}"
        case _:
            return None


def board_data(
    actions: Sequence[Action],
    cuts: Sequence[Cut],
    clips: Clips,
    snapshot: Snapshot,
    *,
    links: Links,
    pick: tuple[str, str],
) -> dict[str, object]:
    """The whole page's data. `actions` are takes in storyboard order, `cuts` the chosen ones of them."""
    by_shot = {name: tuple(takes) for name, takes in groupby(actions, key=lambda a: a.shot)}
    return {
        "pick": list(pick),
        "shots": [_shot(cut, by_shot[cut.action.shot], clips, snapshot, links) for cut in cuts],
    }


def _shot(
    cut: Cut, takes: Sequence[Action], clips: Clips, snapshot: Snapshot, links: Links
) -> dict[str, object]:
    want = cut.action.want
    assert want is not None
    shot = want.shot
    return _compact({
        "n": cut.number,
        "name": shot.name,
        "in": time_code(cut.start),
        "out": time_code(cut.end),
        "states": list(dict.fromkeys(a.state.value for a in takes)),
        "facts": _facts(want),
        "prompt": shot.prompt,
        "diff": _prompt_diff(cut.action),
        "changed": _other_changes(cut.action),
        "styles": list(shot.styles),
        "cast": list(shot.cast),
        "tags": list(shot.tags),
        "note": shot.note,
        "remarks": [plain(r) for r in shot.remarks],
        "media": list(_media(want, links)),
        "takes": [_take(a, clips.get((a.shot, a.take)), snapshot, links) for a in takes],
    })  # fmt: skip


def _facts(want: Want) -> list[str]:
    shot = want.shot
    facts = [_MODES[want.request.mode.value], f"{shot.duration} s", f"{shot.resolution} {shot.aspect_ratio}"]
    return [*facts, "sound"] if shot.scalars.get("generate_audio") else facts


def _prompt_diff(action: Action) -> list[list[object]]:
    """The words of the prompt that came and went since the take was bought, with those that stayed."""
    for change in action.changed:
        if change.field == "prompt" and isinstance(change.old, str) and isinstance(change.new, str):
            old, new = plain(change.old, _LONGEST), plain(change.new, _LONGEST)
            return [[_MARKS[mark], text] for mark, text in split_words(old, new)]
    return []


def _other_changes(action: Action) -> list[str]:
    return [
        f"{c.field}: {shown_value(c.old)} → {shown_value(c.new)}"
        for c in action.changed
        if c.field != "prompt"
    ]


def _take(action: Action, clip: Clip | None, snapshot: Snapshot, links: Links) -> dict[str, object]:
    want = action.want
    assert want is not None
    bought = snapshot.bought.get(action.fingerprint or "")
    task = (action.attempt.task_id if action.attempt else None) or (bought.task_id if bought else None)
    price = None
    if priced(want.request, snapshot.prices):
        price = estimate(want.request, snapshot.prices, snapshot.lengths).credits
    return _compact({
        "k": action.take,
        "chosen": action.take == want.shot.chosen and want.shot.choice,
        "state": action.state.value,
        "why": _why(action),
        "price": price,
        "charge": bought.credits if bought and snapshot.origin != SIMULATOR else None,  # a rehearsal pays nothing
        "task": plain(task),
        "clip": _clip(clip, links) if clip else None,
    })  # fmt: skip


def _why(action: Action) -> str:
    """The reason, where it says more than the state and the changes that stand beside it."""
    repeats = action.reason in {IN_PLACE, action.state.value} or (
        action.changed and action.reason.startswith("changed: ")
    )
    return "" if repeats else plain(action.reason)


def _clip(clip: Clip, links: Links) -> dict[str, object]:
    return _compact({
        "src": links.clip(clip),
        "poster": links.posters.get(clip_poster(clip)),
        "source": clip.source.value,
        "w": clip.width,
        "h": clip.height,
        "fps": round(float(clip.fps), 6),
        "frames": clip.frames,
        "sound": clip.sound,
    })  # fmt: skip


def _media(want: Want, links: Links) -> Iterable[dict[str, object]]:
    """What goes along with the request, numbered as the prompt may name it (`@image2`)."""
    for field, media in want.request.media.items():
        for number, medium in enumerate(media, 1):
            name = SHOT_FIELDS[field].label(number)
            poster = links.posters.get(medium_poster(medium) or "")
            yield _compact({"as": name, "what": _medium_text(medium), "poster": poster})


def _medium_text(medium: Medium) -> str:
    match medium:
        case ByUrl():
            return plain(medium.url)
        case ByFile():
            return medium.path
        case ByFrame():
            return f"{frame_words(medium.frame)} of {medium.shot}"


def _compact(fields: dict[str, object]) -> dict[str, object]:
    """Without what is not set: a thousand shots are read at once."""
    return {name: value for name, value in fields.items() if value not in (None, "", False, [])}
