"""Hands a file to the program that this system opens it with."""

from pathlib import Path

import click


def open_with_system(path: Path) -> None:
    """Open a file; where nothing can, say where it is instead. Does not wait for it."""
    if click.launch(str(path)) != 0:
        click.echo(f"nothing here opens {path.name}: it is {path}", err=True)
