"""Names in a message: the one that was meant, or a few of those that there are."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

_CUTOFF = 0.6  # difflib's own: below it, suggestions surprise more than they help
_LISTED = 8
_SHOWN = 60  # characters
_COMPARISONS = 100_000  # of one guide; about half a second


def short(word: str) -> str:
    """A word to quote in a message: on one line, and not longer than anybody reads."""
    whole = " ".join(word.split())
    return whole if len(whole) <= _SHOWN else f"{whole[: _SHOWN - 1]}…"


def listed(names: Sequence[str], most: int = 6, *, between: str = ", ") -> str:
    """A few names, and how many more there are."""
    if len(names) <= most:
        return between.join(names)
    return f"{between.join(names[: most - 1])} and {len(names) - most + 1:,} more"


def joined(words: Sequence[str], last: str = "or") -> str:
    """`a, b or c`."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def nearest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that looks most like `word`, without regard to case; None when none is near."""
    folded: dict[str, str] = {}
    for choice in choices:
        # A ratio above the cutoff needs lengths this near: it spares difflib most of a long list.
        if 2 * min(len(choice), len(word)) >= _CUTOFF * (len(choice) + len(word)):
            folded.setdefault(choice.casefold(), choice)
    close = get_close_matches(word.casefold(), folded, n=1, cutoff=_CUTOFF)
    return folded[close[0]] if close else None


def did_you_mean(word: str, choices: Iterable[str], *, none: str) -> str:
    """The help for an unknown name: the nearest one, else the first few that there are, else `none`."""
    known = list(choices)
    near = nearest(word, known)
    if near is not None:
        return f"did you mean `{short(near)}`?"
    if not known:
        return none
    more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
    return f"there is {', '.join(f'`{short(name)}`' for name in known[:_LISTED])}{more}"


@dataclass(slots=True, kw_only=True)
class Guide:
    """Helps with unknown names of one kind. A file of thousands of wrong names gets no more guesses than have a use."""

    known: Collection[str]
    none: str  # said when nothing is known
    left: int = _COMPARISONS

    def help(self, word: str) -> str:
        """The nearest name, or what there is."""
        self.left -= len(self.known)
        if self.left + len(self.known) <= 0:
            return "see the names that there are"
        return did_you_mean(word, self.known, none=self.none)
