"""Says what a look has seen: in words, of which what stood before is not repeated, or as data."""

from datetime import UTC, datetime

from seedance_make.cli.watch.look import Look
from seedance_make.cli.watch.screen import Screen
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.ui.diagnostics import render_problems
from seedance_make.ui.watch.events import Invalid, Planned, Rendered, Unrendered
from seedance_make.ui.watch.text import (
    first_text,
    invalid_text,
    price_text,
    rendered_text,
    save_text,
    standing_text,
    unrendered_text,
)


class Reporter:
    """Remembers what was said last. `quiet`: a save that changes nothing is not worth a word."""

    def __init__(self, screen: Screen, *, quiet: bool) -> None:
        self._screen, self._quiet = screen, quiet
        self._last: Planned | Invalid | None = None
        self._clips: list[tuple[str, int]] = []

    def look(self, look: Look) -> None:
        """Say it."""
        event, last = look.event, self._last
        self._last = event
        if isinstance(event, Planned) and last is not None and not _news(event, last):
            return
        self._screen.data(event)
        self._screen.words(self._words(look, last))

    def _words(self, look: Look, last: Planned | Invalid | None) -> str:
        event, at, view = look.event, self._screen.now(), self._screen.view
        if isinstance(event, Invalid):
            if isinstance(last, Invalid) and _same(event, last):
                return standing_text(event, at=at, view=view)
            return invalid_text(event, look.sources, at=at if last else "", view=view)
        warnings = render_problems(event.warnings, look.sources, color=view.paint.color)
        if last is None:
            return warnings + first_text(event, today=datetime.now(UTC).date(), view=view)
        mended = isinstance(last, Invalid)
        if not event.since and not mended:
            changed = isinstance(last, Planned) and _work(event) != _work(last)
            text = (
                price_text(event, view=view) if changed else save_text(event, at=at, mended=False, view=view)
            )
            return warnings + ("" if self._quiet and not changed else text)
        return warnings + save_text(event, at=at, mended=mended, view=view)

    def clip(self, event: Rendered | Unrendered) -> None:
        """A clip that is there now, or is not to be had; the first are gathered."""
        self._screen.data(event)
        if isinstance(event, Rendered):
            self._clips.append((event.shot, event.take))
        else:
            self._screen.words(unrendered_text(event, at=self._screen.now(), view=self._screen.view))

    def rendered(self) -> None:
        """Say which clips have come since it was said last."""
        if self._clips:
            actions = self._last.plan.actions if isinstance(self._last, Planned) else ()
            order = {(a.shot, a.take): n for n, a in enumerate(actions)}
            clips = sorted(self._clips, key=lambda clip: order.get(clip, len(order)))
            self._screen.words(rendered_text(clips, at=self._screen.now(), view=self._screen.view))
        self._clips = []


def _news(event: Planned, last: Planned | Invalid) -> bool:
    """Whether there is anything to say: what a build writes down is none by itself."""
    return isinstance(last, Invalid) or event.since != () or _work(event) != _work(last) or _by_person(event)


def _by_person(event: Planned) -> bool:
    return any(not name.endswith(LOCK_FILE) for name in event.saved)


def _work(event: Planned) -> list[tuple[str, int, str]]:
    return [(a.shot, a.take, a.kind.value) for a in event.plan.actions]


def _same(event: Invalid, last: Invalid) -> bool:
    """The same errors, wherever they stand by now."""
    return (event.message, [(p.path, p.name, p.message) for p in event.problems]) == (
        last.message, [(p.path, p.name, p.message) for p in last.problems],
    )  # fmt: skip
