"""A storyboard from YAML text, without the loader: places and values are real, nothing is checked."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest
import yaml

from seedance_make.core.storyboard.model import Manifest, Shot, Storyboard
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.text.diagnostic import Place, Problem
from seedance_make.core.text.node import Node
from seedance_make.load.models.library import ModelLibrary, shipped_models
from seedance_make.load.models.to_model import to_model
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.tree import parse_yaml

_INT = re.compile(r"[-+]?[0-9]+")
_FRACTION = re.compile(r"[0-9]*\.[0-9]+|[0-9]+e-?[0-9]+")
_WORDS = {"": None, "null": None, "~": None, "true": True, "false": False}


def node_of(found: yaml.Node, file: str, key: Place | None = None) -> Node:
    start, end = found.start_mark, found.end_mark
    stop = end.column if end.line == start.line else start.column + 1
    place = Place(
        file=file, line=start.line + 1, column=start.column + 1, end=max(stop, start.column + 1) + 1
    )
    if isinstance(found, yaml.MappingNode):
        pairs = {k.value: node_of(v, file, node_of(k, file).place) for k, v in found.value}
        return Node(value=pairs, place=place, key=key)
    if isinstance(found, yaml.SequenceNode):
        return Node(value=tuple(node_of(v, file) for v in found.value), place=place, key=key)
    text = found.value
    value = text
    if isinstance(found, yaml.ScalarNode) and found.style is None:
        number = int(text) if _INT.fullmatch(text) else Decimal(text) if _FRACTION.fullmatch(text) else text
        value = _WORDS.get(text, number)
    return Node(value=value, place=place, key=key, text=text)


def _composed(text: str, file: str) -> Node:
    found = yaml.compose(text) or yaml.compose("{}")
    assert found
    return node_of(found, file)


def model_library(*texts: str) -> ModelLibrary:
    """The shipped models, and those of these model files."""
    own = {}
    for text in texts:
        root = parse_yaml(FileText.of("model.yaml", text)).root
        assert root
        model = to_model(root, "model.yaml", lambda problem: pytest.fail(str(problem)))
        own[model.id] = model
    return ModelLibrary(own)


def manifest(
    text: str,
    file: str = "storyboard.yaml",
    more: Mapping[str, str] = {},
    models: Sequence[str] = (),
) -> Manifest:
    """`more` is further files, file → text, whose shots, vars, styles and cast come first, as includes do; `models` are
    texts of model files."""
    roots = {f: _composed(t, f) for f, t in {**more, file: text}.items()}
    root = roots[file]
    parts = {
        part: {name: node for r in roots.values() for name, node in section(r, part).items()}
        for part in ("vars", "styles", "cast", "groups", "shots")
    }
    return Manifest(
        file=file,
        title=None,
        model=str(section(root, "").get("model", Node(value="seedance-2.0-mini", place=root.place)).value),
        output=str(section(root, "").get("output", Node(value="out", place=root.place)).value),
        max_credits=None,
        prices={},
        models=model_library(*models) if models else shipped_models(),
        defaults=section(root, "defaults"),
        profiles={name: node.mapping for name, node in section(root, "profiles").items()},
        shots={
            name: Shot(name=name, place=node.key or node.place, fields=node.mapping)
            for name, node in parts["shots"].items()
        },
        vars=parts["vars"],
        styles=parts["styles"],
        cast=parts["cast"],
        groups=parts["groups"],
        lint_ignore=frozenset(
            str(node.value) for node in (root.at(("lint", "ignore")).items if "lint" in root.mapping else ())
        ),
        sources={**more, file: text},
        root=root,
    )


def section(root: Node, name: str) -> Mapping[str, Node]:
    return root.mapping if not name else root.mapping.get(name, Node(value={}, place=root.place)).mapping


def resolved(text: str, profile: str | None = None, *, loopback: bool = False, **kind: Any) -> Storyboard:
    return resolve_storyboard(manifest(text, **kind), profile, loopback=loopback)


def told(board: Storyboard) -> list[str]:
    return [line_of(problem) for problem in board.problems]


def line_of(problem: Problem) -> str:
    """One line with all that a person is told."""
    place = problem.place
    sign = "warning: " if problem.severity == "warning" else ""
    also = "".join(f" [{p.line}:{p.column}]" for p in problem.also)
    where = f"{place.line}:{place.column}-{place.end}"
    return f"{where}: {problem.path}: {sign}{problem.message} ({problem.help}){also}"
