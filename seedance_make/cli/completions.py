"""What a shell is offered for SHOT, `--profile` and selectors.

The shell runs the command at each press of a key, so names are read by cheap means: the keys of the YAML, without
checking anything. A storyboard in the middle of an edit offers nothing, and never an error.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

_LARGEST = 4_000_000  # bytes of YAML that are worth a key press
_MOST_FILES = 20


def shot_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The shots of the storyboard."""
    return _offered(_names(ctx, "shots"), incomplete)


def profile_names(ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The profiles of the storyboard."""
    return _offered(_names(ctx, "profiles"), incomplete)


def model_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The models that ship."""
    from seedance_make.load.models.library import shipped_ids  # noqa: PLC0415 - only where a name is completed

    return _offered(shipped_ids(), incomplete)


def selector_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`state:` with every state, and `tag:`."""
    from seedance_make.core.plan.model import ShotState  # noqa: PLC0415 - costs a few milliseconds

    return _offered(["tag:", *(f"state:{s}" for s in ShotState)], incomplete)


def _offered(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def _names(ctx: click.Context, section: str) -> list[str]:
    with suppress(Exception):  # a broken file is nobody's business here
        return list(dict.fromkeys(_keys(ctx.find_root().obj.find_manifest(say=False), section, seen=set())))
    return []


def _keys(path: Path, section: str, seen: set[str]) -> list[str]:
    """The keys of a top-level mapping of a storyboard and of what it includes, in storyboard order."""
    import yaml  # noqa: PLC0415 - only where a name is completed

    real = os.path.realpath(path)
    if real in seen or len(seen) >= _MOST_FILES or path.stat().st_size > _LARGEST:
        return []
    seen.add(real)
    with path.open(encoding="utf-8-sig") as file:
        root = yaml.compose(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    keys: list[str] = []
    for included in _items(_value(root, "include")):
        with suppress(OSError):
            keys += _keys(path.parent / included.value, section, seen)
    below = _value(root, section)
    pairs = below.value if isinstance(below, yaml.MappingNode) else []
    return keys + [str(key.value) for key, _ in pairs]


def _value(root: Any, name: str) -> Any:
    pairs = root.value if root is not None and root.id == "mapping" else []
    return next((value for key, value in pairs if key.value == name), None)


def _items(node: Any) -> list[Any]:
    return (
        [item for item in node.value if item.id == "scalar"]
        if node is not None and node.id == "sequence"
        else []
    )
