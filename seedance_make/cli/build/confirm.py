"""The one question that `build` asks. Whatever a person answers, or presses, it ends at once."""

import select
import signal
import sys

import click

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.output import show_plan
from seedance_make.cli.project.planning import PlannedProject
from seedance_make.core.errors import RefusedError
from seedance_make.core.plan.limits import SpendingLimits
from seedance_make.core.request.pricing import dollars
from seedance_make.ui.words import many

_GLANCE = 0.2  # seconds between two looks for a signal
_YES = {"y": True, "yes": True, "n": False, "no": False, "": False}


def confirm_purchase(
    invocation: Invocation, planned: PlannedProject, spending: SpendingLimits, balance: int | None
) -> None:
    """Show the plan with what the account holds, in credits, and ask. Raises RefusedError for a no, click.Abort for
    Ctrl-C and for the end of the input."""
    plan = planned.plan
    headroom = planned.headroom(spending)
    show_plan(
        plan, invocation, form="text", headroom=headroom, command=None, err=invocation.json, balance=balance
    )
    least = "" if plan.exact else "at least "
    if not person_agrees(f"Buy {many(len(plan.purchases), 'take')} for {least}{dollars(plan.credits)}?"):
        raise RefusedError("not bought: nothing was sent")


def on_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def need_person(what: str, command: str) -> None:
    """Raises RefusedError where nobody can be asked. `what` only a person does, by that command."""
    if not on_terminal():
        raise RefusedError(
            f"{what} by a person, on a terminal", help=f"ask whoever pays to run it there: {command}"
        )


def person_agrees(question: str) -> bool:
    """Ask on the terminal; no is the default. Raises click.Abort for Ctrl-C and for the end of the input.

    The event loop's own handler of Ctrl-C only cancels a task, which nothing awaits meanwhile, so it is set aside. And
    a signal that comes just before a blocking read is seen only after it, so the read begins when a line is there.
    """
    taken = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        while True:
            click.echo(f"{question} [y/N]: ", nl=False, err=True)
            answer = _YES.get(_line().strip().lower())
            if answer is not None:
                return answer
            click.echo("y or n?", err=True)
    except KeyboardInterrupt:
        raise click.Abort from None
    finally:
        signal.signal(signal.SIGINT, taken)


def _line() -> str:
    """A line of the terminal. Raises click.Abort at its end."""
    if sys.platform != "win32":
        while not select.select([sys.stdin], [], [], _GLANCE)[0]:
            pass
    line = sys.stdin.readline()
    if not line:
        raise click.Abort
    return line
