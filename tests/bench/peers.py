"""The same work by tools that people know: nothing to do by ninja, make and doit; downloads by curl and sha256sum.

What is not on this machine is left out of the table. ninja and doit come with `pip install ninja doit`.
"""

import shutil
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

_BIN = Path(sys.executable).parent


def _tool(name: str) -> str | None:
    return shutil.which(name, path=str(_BIN)) or shutil.which(name)


def builders(folder: Path, targets: int) -> Iterator[tuple[str, list[str], Path]]:
    """Name, command and folder of each builder with that many targets in their place already."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("in", "out"):
        (folder / kind).mkdir(exist_ok=True)
        for n in range(targets):
            (folder / kind / str(n)).write_text(str(n))
    if ninja := _tool("ninja"):
        rules = "".join(f"build out/{n}: copy in/{n}\n" for n in range(targets))
        (folder / "build.ninja").write_text(f"rule copy\n  command = cp $in $out\n{rules}")
        yield "ninja", [ninja], folder
    if (make := _tool("make")) and targets <= 10_000:  # a minute beyond
        every = " ".join(f"out/{n}" for n in range(targets))
        rules = "".join(f"out/{n}: in/{n}\n\tcp $< $@\n" for n in range(targets))
        (folder / "Makefile").write_text(f"all: {every}\n{rules}")
        yield "make", [make], folder
    if find_spec("doit") and targets <= 1000:  # it takes minutes beyond
        (folder / "dodo.py").write_text(
            "def task_copy():\n"
            f"    for n in range({targets}):\n"
            "        yield {'name': str(n), 'actions': [f'cp in/{n} out/{n}'],"
            " 'file_dep': [f'in/{n}'], 'targets': [f'out/{n}']}\n"
        )
        yield "doit", [sys.executable, "-m", "doit"], folder


def curl(folder: Path, urls: list[str], *, at_once: int) -> list[str] | None:
    """Fetch, hash and sync each file, some at once; None without curl."""
    if not (_tool("curl") and _tool("sha256sum") and _tool("xargs")):
        return None
    (folder / "urls").write_text("".join(f"{n} {url}\n" for n, url in enumerate(urls)))
    one = 'curl -sf -o "$0" "$1" && sha256sum "$0" >/dev/null && sync "$0"'
    return ["sh", "-c", f"xargs -P {at_once} -L 1 sh -c '{one}' < urls"]
