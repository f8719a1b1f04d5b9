"""`python -m seedance_make`, and the console script."""

import os
import sys


def main() -> None:
    """Answer "is there nothing to do?" with the standard library; anything else is the command's."""
    from seedance_make.cli.uptodate import answer  # noqa: PLC0415 - nothing is imported before it is needed

    status = answer(sys.argv[1:], os.environ)
    if status is None:
        from seedance_make.cli.main import run  # noqa: PLC0415

        status = run()
    sys.exit(status)


if __name__ == "__main__":
    main()
