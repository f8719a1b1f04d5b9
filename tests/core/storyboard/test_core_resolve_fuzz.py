"""Any tree whatever gives shots and problems, never an exception."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_make.core.storyboard.fields import API_NAMES, SHOT_FIELDS
from seedance_make.core.storyboard.model import Manifest, Shot
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.text.diagnostic import Place
from seedance_make.core.text.node import Node
from seedance_make.load.models.library import shipped_models

WRITTEN = [*SHOT_FIELDS, *API_NAMES, "output"]
NAMES = ["a", "b", "act/c", "mara", "noir", "coat", "../x", "CON", "x\n", ""]
TEXTS = [
    "{{ coat }}", "{{ cast.mara }}", "{{ cast.mara.image }}", "{{ styles.noir }}", "{{ a }}", "{{", "}}", r"\{{", "x",
    " ", "https://example.com/a", "http://127.1/", "data:x", "../a", "/a", "pics/a.png", "a\\b", "first", "last", "\ud800",
]  # fmt: skip


def place(line: int, column: int) -> Place:
    return Place(file="storyboard.yaml", line=line, column=column, end=column + 3)


PLACES = st.builds(place, st.integers(1, 9), st.integers(1, 9))
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 12), st.sampled_from([*TEXTS, *NAMES]), st.text(max_size=12)
)
KEYS = st.sampled_from([*WRITTEN, *NAMES, "shot", "frame", "text"])


def node(value: Any, at: Place) -> Node:
    return Node(value=value, place=at, key=at)


LEAVES = st.builds(node, SCALARS, PLACES)
NODES = st.recursive(
    LEAVES,
    lambda below: st.builds(
        node,
        st.one_of(st.lists(below, max_size=4).map(tuple), st.dictionaries(KEYS, below, max_size=4)),
        PLACES,
    ),
    max_leaves=8,
)
SECTIONS = st.dictionaries(st.sampled_from(NAMES), NODES, max_size=4)
LAYER = st.dictionaries(st.sampled_from(WRITTEN), NODES, max_size=6)


@given(
    shots=st.dictionaries(st.sampled_from(NAMES), LAYER, max_size=5),
    defaults=LAYER,
    profile=LAYER,
    variables=SECTIONS,
    styles=SECTIONS,
    cast=SECTIONS,
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_nothing_raises(
    shots: dict[str, Any],
    defaults: dict[str, Node],
    profile: dict[str, Node],
    variables: dict[str, Node],
    styles: dict[str, Node],
    cast: dict[str, Node],
) -> None:
    source = Manifest(
        file="storyboard.yaml",
        title=None,
        model="m",
        output="out",
        max_credits=None,
        prices={},
        models=shipped_models(),
        defaults=defaults,
        profiles={"p": profile},
        shots={
            name: Shot(name=name, place=place(n + 1, 1), fields=fields)
            for n, (name, fields) in enumerate(shots.items())
        },
        vars=variables,
        styles=styles,
        cast=cast,
        sources={"storyboard.yaml": "x: {{ coat }}\n" * 5},
    )
    board = resolve_storyboard(source, "p")
    assert [shot.name for shot in board.shots] == list(shots)
    places = [(p.place.line, p.place.column) for p in board.problems]
    assert places == sorted(places)
    assert all(p.message and "\n" not in p.message and p.help for p in board.problems)
