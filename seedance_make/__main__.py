"""`python -m seedance_make`, and the console script."""

import sys


def main() -> None:
    """Answer "is there nothing to do?" with the standard library; anything else is the command's."""
    from seedance_make.cli.main import run  # noqa: PLC0415 - click is imported after the quick answer

    sys.exit(run())


if __name__ == "__main__":
    main()
