"""`python -m seedance_make`, and the console script."""

import os
import sys
from typing import TextIO


def main() -> None:
    """The command, and its exit status. Ctrl-C may come while modules are still being loaded."""
    _stand_in()
    try:
        status = _status()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was lost\n")
        status = 130
    for stream in (sys.stdout, sys.stderr):
        _let_go(stream)
    if (
        "temporalio" in sys.modules
    ):  # its threads may abort an interpreter that ends: temporalio/sdk-python issue 300
        os._exit(status)
    sys.exit(status)


def _stand_in() -> None:
    """A stream that was closed at the start is None, and a file of ours would get its number: the null device has it
    instead."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - for the process's life


def _let_go(stream: TextIO) -> None:
    """Words that cannot be written any more change no exit status."""
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _status() -> int:
    """Answer "is there nothing to do?" with the standard library; anything else is the command's."""
    from seedance_make.cli.build.noop_cache import quick_answer  # noqa: PLC0415 - nothing is imported before it is needed

    status = quick_answer(sys.argv[1:], os.environ)
    if status is not None:
        return status
    from seedance_make.cli.main import run_command  # noqa: PLC0415

    return run_command()


if __name__ == "__main__":
    main()
