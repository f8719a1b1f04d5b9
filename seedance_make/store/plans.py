"""Saved plans that wait for a person's word: `plans/<digest>.json`, each as `plan --out` writes it.

Not the truth about anything: what a file says is believed only as far as its digest holds, and as today's plan agrees.
"""

from pathlib import Path

from filelock import FileLock

from seedance_make.store.disk import disk_errors, make_folder, replace_file


def plans_folder(home: Path) -> Path:
    """Where they stand."""
    return home / "plans"


def keep_plan(home: Path, digest: str, text: str) -> Path:
    """Write a plan under its digest; the file. Raises StoreError."""
    path = plans_folder(home) / f"{digest}.json"
    with disk_errors("write", path):
        make_folder(path.parent)
        make_folder(home / "locks")
        with FileLock(home / "locks" / "plans", timeout=30):  # two may save one plan at once
            replace_file(path, text.encode(), 0o600)
    return path


def find_plans(home: Path, digits: str) -> tuple[Path, ...]:
    """Those whose digest begins so: none, one, or an ambiguity. Raises StoreError."""
    folder = plans_folder(home)
    with disk_errors("read", folder):
        return tuple(sorted(folder.glob(f"{digits}*.json")))
