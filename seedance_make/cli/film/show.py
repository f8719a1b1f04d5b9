"""Hands a file to the program that this system opens it with."""

import os
from pathlib import Path

import click


def open_with_system(target: Path | str) -> None:
    """Open a file, or an address; where nothing can, say where it is instead. Does not wait for it."""
    if click.launch(os.fspath(target)) != 0:
        name = target.name if isinstance(target, Path) else "addresses"
        click.echo(f"nothing here opens {name}: it is {target}", err=True)
