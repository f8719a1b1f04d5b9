"""`python -m seedance_make`, and the console script."""

import os
import sys


def main() -> None:
    """The command, and its exit status. Ctrl-C may come while modules are still being loaded."""
    try:
        status = _status()
    except KeyboardInterrupt:
        sys.stderr.write("interrupted: nothing was lost\n")
        status = 130
    sys.exit(status)


def _status() -> int:
    """Answer "is there nothing to do?" with the standard library; anything else is the command's."""
    from seedance_make.cli.uptodate import answer  # noqa: PLC0415 - nothing is imported before it is needed

    status = answer(sys.argv[1:], os.environ)
    if status is not None:
        return status
    from seedance_make.cli.main import run  # noqa: PLC0415

    return run()


if __name__ == "__main__":
    main()
