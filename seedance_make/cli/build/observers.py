"""Who listens to a build: the live view or plain lines, the NDJSON file, the store's own log of the run."""

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import click

from seedance_make.cli.invocation import Invocation, colored
from seedance_make.cli.wiring import home
from seedance_make.core.attempt.events import Event, Observer
from seedance_make.core.plan.model import WORK, Plan
from seedance_make.store.runs import RunLog


@contextmanager
def build_observers(
    invocation: Invocation, build: str, events: str | None, *, keep: bool, plan: Plan
) -> Iterator[Observer]:
    """An observer that tells all of them. `events` is a path for NDJSON; `keep`: the store remembers the run.

    With nothing to do people hear nothing before the end.
    """
    work = any(a.kind in WORK for a in plan.actions)
    with ExitStack() as stack:
        observers: list[Observer] = [stack.enter_context(_people(invocation))] if work else []
        if events is not None:
            from seedance_make.ui.build.events_file import events_writer  # noqa: PLC0415 - only when asked for

            observers.append(stack.enter_context(events_writer(events)))
        if keep and work:
            log = stack.enter_context(RunLog(home(), build))
            observers.append(lambda event, at: log.write(event.as_json(at)))

        def observe(event: Event, at: str) -> None:
            for observer in observers:
                observer(event, at)

        yield observe


@contextmanager
def _people(invocation: Invocation) -> Iterator[Observer]:
    """The live view on a terminal, plain lines elsewhere; always on stderr, since stdout is for data."""
    if sys.stderr.isatty() and colored(sys.stderr) and invocation.verbosity >= 0:
        from rich.console import Console  # noqa: PLC0415 - slow to import

        from seedance_make.ui.build.live import live_observer  # noqa: PLC0415

        with live_observer(Console(stderr=True), invocation.verbosity) as observer:
            yield observer
        return
    from seedance_make.ui.build.progress import plain_observer  # noqa: PLC0415 - a build without work needs none

    write: Callable[[str], None] = lambda line: click.echo(line, err=True)  # noqa: E731
    yield plain_observer(write, invocation.verbosity)
