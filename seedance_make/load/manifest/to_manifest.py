"""A checked tree → `Manifest`. What is wrong was reported; here it only must not get in the way."""

from collections.abc import Mapping

from seedance_make.core.storyboard.model import Manifest, Shot
from seedance_make.core.storyboard.video_model import DEFAULT_MODEL
from seedance_make.core.text.diagnostic import Problem
from seedance_make.core.text.node import Node
from seedance_make.load.manifest.merge import Merge
from seedance_make.load.prices import read_prices

DEFAULT_OUTPUT = "out"


def to_manifest(root: Node, merge: Merge, file: str) -> Manifest:
    """The manifest of a main file and the sections of all files. Problems of prices and of a missing shot are reported."""
    top = root.mapping
    shots = {
        name: Shot(name=name, place=node.key or node.place, fields=node.mapping)
        for name, node in merge.sections["shots"].items()
    }
    if not shots and merge.whole:
        _report_no_shot(root, merge)
    return Manifest(
        file=file,
        title=_text(top, "title"),
        model=_text(top, "model") or DEFAULT_MODEL,
        output=_text(top, "output") or DEFAULT_OUTPUT,
        max_credits=_whole(top, "max_credits"),
        budget=_whole(top, "budget"),
        prices=read_prices(top["prices"], merge.models, merge.problems.append)
        if "prices" in top and merge.all_models
        else {},
        models=merge.models,
        defaults=_below(top, "defaults"),
        profiles={name: node.mapping for name, node in _below(top, "profiles").items()},
        shots=shots,
        vars=merge.sections["vars"],
        styles=merge.sections["styles"],
        cast=merge.sections["cast"],
        groups=merge.sections["groups"],
        team=_set(top, "team"),
        publish=_set(top, "publish"),
        lint_ignore=_ignored(top),
        sources=merge.sources,
        root=root,
    )


def _text(top: object, key: str) -> str | None:
    node = top.get(key) if isinstance(top, Mapping) else None
    return node.value.strip() if node and isinstance(node.value, str) else None


def _whole(top: object, key: str) -> int | None:
    node = top.get(key) if isinstance(top, Mapping) else None
    return node.value if node and isinstance(node.value, int) and type(node.value) is int else None


def _below(top: object, key: str) -> dict[str, Node]:
    node = top.get(key) if isinstance(top, Mapping) else None
    return dict(node.mapping) if node else {}


def _set(top: object, key: str) -> Node | None:
    node = top.get(key) if isinstance(top, Mapping) else None
    return node if node and node.value is not None else None


def _ignored(top: object) -> frozenset[str]:
    ignore = _below(top, "lint").get("ignore")
    return frozenset(node.value for node in (ignore.items if ignore else ()) if isinstance(node.value, str))


def _report_no_shot(root: Node, merge: Merge) -> None:
    node = root.mapping.get("shots")
    if node is not None and node.value is not None and not isinstance(node.value, Mapping):
        return  # the schema said so
    place = (node.key or node.place) if node else root.place
    way_out = "write `shots:` and below it a name with its fields, such as `opening: {prompt: …}`"
    wording = ("no-shots", "a storyboard needs at least one shot", way_out)
    merge.problems.append(Problem.worded(wording, place, "shots"))
