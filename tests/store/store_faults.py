"""Faults that are really injected: small disks, failing system calls."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def _can_mount(folder: Path = Path("/tmp")) -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or not shutil.which("mount"):
        return False
    probe = folder / f"mount-probe-{os.getpid()}"
    probe.mkdir()
    try:
        if subprocess.run(
            ["mount", "-t", "tmpfs", "tmpfs", probe], capture_output=True, check=False
        ).returncode:
            return False
        subprocess.run(["umount", probe], check=True)
        return True
    finally:
        probe.rmdir()


def _can_trace() -> bool:
    if not shutil.which("strace"):
        return False
    return not subprocess.run(
        ["strace", "-o", os.devnull, "true"], capture_output=True, check=False
    ).returncode


needs_mount = pytest.mark.skipif(not _can_mount(), reason="needs root, to mount a small tmpfs")
needs_strace = pytest.mark.skipif(not _can_trace(), reason="needs strace, to make system calls fail")


@contextmanager
def small_disk(folder: Path, options: str = "size=400k") -> Iterator[Path]:
    """A disk that fills up."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


def fill(folder: Path) -> None:
    """Leave no byte on a small disk."""
    with (folder / "ballast").open("wb", buffering=0) as stream:
        for size in (4096, 1):
            try:
                while True:
                    stream.write(b"x" * size)
            except OSError:
                pass


def failing(calls: str, fault: str) -> list[str]:
    """The command prefix under which these system calls fail: `failing("fsync", "error=EIO")`."""
    return ["strace", "-f", "-qq", "-o", os.devnull, "-e", f"trace={calls}", "-e", f"inject={calls}:{fault}"]
