"""The form of one parameter's value. Each check raises ApiError (20002) in the words of the API."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import PurePosixPath, PureWindowsPath

from seedance_make.core.urls import url_flaw
from seedance_make.simulator.faults import refusal

ValueCheck = Callable[[str, object, bool], None]
"""(the parameter's name, its value, whether absolute paths pass for URLs)"""


def text(name: str, value: object, _paths: bool) -> None:
    """Any text."""
    if not isinstance(value, str):
        raise refusal("20002", f"{name} must be a string")


def flag(name: str, value: object, _paths: bool) -> None:
    """True or false."""
    if not isinstance(value, bool):
        raise refusal("20002", f"{name} must be a boolean")


def one_of(choices: Sequence[str]) -> ValueCheck:
    """One of these texts."""

    def check(name: str, value: object, _paths: bool) -> None:
        if not isinstance(value, str) or value not in choices:
            raise refusal("20002", f"{name} must be one of: {', '.join(choices)}")

    return check


def whole(least: int, most: int) -> ValueCheck:
    """An integer in this range; 5.0 is none."""

    def check(name: str, value: object, _paths: bool) -> None:
        if type(value) is not int or not least <= value <= most:
            raise refusal("20002", f"{name} must be an integer from {least} to {most}")

    return check


def exactly(constant: object) -> ValueCheck:
    """Nothing but this value."""

    def check(name: str, value: object, _paths: bool) -> None:
        if value != constant:
            raise refusal("20002", f"{name} must be {json.dumps(constant, ensure_ascii=False)}")

    return check


def address(name: str, value: object, paths: bool) -> None:
    """The URL of a medium."""
    if not isinstance(value, str) or not value:
        raise refusal("20002", f"{name} must be a public http(s) URL")
    if paths and _is_path(value):
        return
    wrong = url_flaw(value, loopback=True)
    if wrong:
        raise refusal("20002", f"{name} must be a public http(s) URL: {wrong[0]}")


def addresses(most: int) -> ValueCheck:
    """So many URLs at most."""

    def check(name: str, value: object, paths: bool) -> None:
        if not isinstance(value, list) or not 1 <= len(value) <= most:
            raise refusal("20002", f"{name} must be a list of 1 to {most} URLs")
        for n, one in enumerate(value):
            address(f"{name}[{n}]", one, paths)

    return check


def shown(name: str) -> str:
    """A name of the sender's in a message: short, and without anything unprintable."""
    return re.sub(r"[^ -~]", "?", name)[:60]


def _is_path(value: str) -> bool:
    return PurePosixPath(value).is_absolute() or PureWindowsPath(value).is_absolute()
