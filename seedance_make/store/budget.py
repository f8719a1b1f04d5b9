"""`budget.toml` in the store: what a person lets its builds spend, outside every repository.

    day = 5000       # credits a day (UTC)
    month = 40000    # credits a month
    approve = true   # a build without a terminal needs an approved plan

Each may be missing: no limit. A file that cannot be read whole, or says anything else, is an error and no limit less:
a misspelt limit would hold nothing.
"""

import tomllib
from pathlib import Path

from seedance_make.core.errors import StoreError
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.store.disk import disk_errors, make_folder, plain_words, replace_file

_KINDS = {"day": int, "month": int, "approve": bool}
_NOTE = "# What builds of this store may spend, in credits: 1,000 are $1. Set by: seedance-make budget\n"


def budget_path(home: Path) -> Path:
    """Where it stands."""
    return home / "budget.toml"


def read_budget(home: Path) -> StoreBudget:
    """What it says; no limits where there is none. Raises StoreError."""
    path = budget_path(home)
    try:
        content = tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        if not path.is_symlink():
            return StoreBudget()
        raise _flawed(path, "it is a link to nothing") from None
    except OSError as error:
        raise _flawed(path, plain_words(error)) from None
    except UnicodeDecodeError:
        raise _flawed(path, "it is no UTF-8 text") from None
    except tomllib.TOMLDecodeError as error:
        raise _flawed(path, str(error).partition("\n")[0]) from None
    for name, value in content.items():
        if name not in _KINDS:
            raise _flawed(path, f"it has `{name}`, and knows {', '.join(_KINDS)}")
        if type(value) is not _KINDS[name] or (isinstance(value, int) and value < 0):
            kind = "true or false" if _KINDS[name] is bool else "a whole number of credits"
            raise _flawed(path, f"`{name}` must be {kind}")
    return StoreBudget(**content)


def _flawed(path: Path, why: str) -> StoreError:
    return StoreError(
        f"{path} cannot be read: {why}",
        help=f"a person mends or removes {path}; nothing is bought until then (its limits are credits, 1,000 are $1)",
    )


def write_budget(home: Path, budget: StoreBudget) -> None:
    """Whole or not at all. Raises StoreError."""
    path = budget_path(home)
    values = {"day": budget.day, "month": budget.month, "approve": budget.approve or None}
    lines = [f"{name} = {str(value).lower()}\n" for name, value in values.items() if value is not None]
    with disk_errors("write", path):
        make_folder(home)
        replace_file(path, "".join((_NOTE, *lines)).encode(), 0o600)
