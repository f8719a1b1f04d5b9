"""`python -m seedance_make.cli.agents.child HANDLE WORD…`: the command itself, as a build that outlives whoever started it."""

import sys

from seedance_make.cli.main import run_command
from seedance_make.cli.wiring import home
from seedance_make.store.runs import BackgroundRun


def main() -> None:
    """Run the words, say that it lives meanwhile, and keep the exit status."""
    handle, *words = sys.argv[1:]
    run = BackgroundRun(home(), handle)
    with run.alive():
        status = run_command(words)
        sys.stdout.flush()
        run.end(status)
    sys.exit(status)


if __name__ == "__main__":
    main()
