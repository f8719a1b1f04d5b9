"""The house, by the syntax tree of every module: imports point down only, there is no ring anywhere, and nothing grows
too big to be read at once.

Lazy imports and those under TYPE_CHECKING count as well: what is hidden from the interpreter still ties two rooms.
"""

import ast
import os
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "seedance_make"

FLOORS = (("core",), ("load", "store", "remote", "api", "media"), ("engine", "ui", "simulator"), ("cli",))
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ALLOWED = {
    "core": set[str](),
    **{room: {"core"} for room in (*FLOORS[1], "engine", "ui")},
    "simulator": {"core", "media"},
    "cli": {room for rooms in FLOORS[:3] for room in rooms},
}
"""Room → the other rooms that it may import."""

DOORS = {
    "httpx": {"api", "simulator"}, "obstore": {"remote"}, "boto3": {"remote"}, "yaml": {"load", "cli"}, "jsonschema": {"load"}, "referencing": {"load"},
    "sqlite3": {"store"}, "diskcache": {"store"}, "filelock": {"store", "load"}, "av": {"media", "simulator"},
    "opentimelineio": {"media"}, "rich": {"ui", "cli"}, "jinja2": {"ui"}, "click": {"cli"},
    "starlette": {"simulator", "cli"}, "uvicorn": {"simulator", "cli"}, "keyring": {"cli"}, "socket": {"api", "simulator"}, "watchfiles": {"cli"}, "markdown_it": {"load"},
}  # fmt: skip
"""Outside package → the only rooms that may import it."""

CORE = "seedance_make.core."
STOREYS = (
    {"text"}, {"errors", "mp4", "urls"}, {"host"}, {"storyboard"}, {"request"}, {"attempt"}, {"team"}, {"plan"}, {"cut"},
    {"ports"},
)  # fmt: skip
"""Inside core: a storey may import those before it."""

PORTS = f"{CORE}ports."

IMPURE = {
    "asyncio", "http", "logging", "os", "pathlib", "random", "shutil", "socket", "sqlite3", "subprocess", "tempfile",
    "threading", "time", "urllib.request", "uuid", "secrets",
}  # fmt: skip
"""What the core has no business with: clock, chance, disk, network, environment, processes."""

MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def imports(module: str) -> set[str]:
    """Every module that one names in an import, wherever the statement stands; `from a import b` may name a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively, line {node.lineno}"
            assert node.module is not None
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)} & set(
                MODULES
            ) or {node.module}
    return found


def room_of(module: str) -> str | None:
    """core, load, …; None for the package itself and `__main__`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "seedance_make" and len(parts) > 1 and parts[1] in FLOOR else None


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down_and_through_the_right_doors(module: str) -> None:
    room = room_of(module)
    if room is None:
        assert module in {"seedance_make", "seedance_make.__main__"}, f"{module} is in no room"
        return
    for name in imports(module):
        other = room_of(name)
        if other is not None and other != room:
            assert other in ALLOWED[room], (
                f"{module} imports {name}: {room} may import {sorted(ALLOWED[room])}"
            )
        package = name.partition(".")[0]
        if package in DOORS:
            assert room in DOORS[package], f"{module} imports {name}, which only {sorted(DOORS[package])} may"
        if room == "core" and not (module.startswith(PORTS) and name == "pathlib"):  # a path's type in a port
            assert name not in IMPURE, f"{module} imports {name}: the core is pure"


def test_there_is_no_ring() -> None:
    graph = {m: {n for n in imports(m) if n in MODULES and n != m} for m in MODULES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(MODULES)  # CycleError has the ring in it


def test_every_protocol_is_a_port() -> None:
    bases = {
        f"{module}.{node.name}": {ast.unparse(base) for base in node.bases}
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    protocols = {name for name, of in bases.items() if of & {"Protocol", "typing.Protocol"}}
    assert {name for name in protocols if not name.startswith(PORTS)} == set()


def test_the_core_is_built_storey_by_storey() -> None:
    storey = {name: number for number, names in enumerate(STOREYS) for name in names}

    def of(module: str) -> str:
        return module.removeprefix(CORE).partition(".")[0]

    inside = [m for m in MODULES if m.startswith(CORE)]
    up = [
        (module, name)
        for module in inside
        for name in imports(module)
        if name.startswith(CORE) and of(name) != of(module) and storey[of(name)] >= storey[of(module)]
    ]
    assert up == []


def test_modules_stay_small() -> None:
    lengths = {m: len(p.read_text("utf-8").splitlines()) for m, p in MODULES.items()}
    assert {m: n for m, n in lengths.items() if n > 300} == {}, "two ideas must live in here"


def test_functions_stay_small() -> None:
    long = {
        f"{module}.{node.name}": length
        for module, path in MODULES.items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 50
    }
    assert long == {}


def test_folders_stay_small() -> None:
    sizes = Counter(path.parent for path in MODULES.values())
    assert {os.fspath(folder): n for folder, n in sizes.items() if n > 14} == {}


def public(module: str) -> set[str]:
    """What a module defines at its top for others to name. A command has the name that people type."""
    names: set[str] = set()
    for node in ast.parse(MODULES[module].read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
    command = module.rpartition(".")[2] if ".cli.commands." in module else ""
    return {name for name in names if not name.startswith("_")} - {command, "main"}


def test_no_two_public_things_share_a_name() -> None:
    counts = Counter(name for module in MODULES for name in public(module))
    assert {name for name, count in counts.items() if count > 1} == set()
