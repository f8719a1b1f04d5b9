"""The graph of shots: a tree for people, DOT for Graphviz, Mermaid for a README or a pull request."""

from collections import defaultdict
from collections.abc import Sequence

from seedance_make.core.storyboard.graph import Link
from seedance_make.core.storyboard.media.frame import frame_words
from seedance_make.ui.paint import Paint

Shots = Sequence[tuple[str, bool]]
"""Names in storyboard order, and whether each is enabled."""


def graph_text(shots: Shots, links: Sequence[Link], *, color: bool) -> str:
    """Each shot below the first one whose frame it takes; what else it needs stands beside it."""
    if not shots:
        return "No shots.\n"
    paint = Paint(color)
    off = {name for name, enabled in shots if not enabled}
    needs: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        needs[link.to].append(link)
    below: dict[str, list[str]] = defaultdict(list)
    for name, _ in shots:
        if needs[name]:
            below[needs[name][0].shot].append(name)
    lines: list[str] = []
    # A stack, since a chain of shots may be thousands long: (name, what stands before it, before its own below).
    todo = [(name, "", "") for name, _ in reversed(shots) if not needs[name]]
    while todo:
        name, before, inside = todo.pop()
        beside = f"   {', '.join(map(_use, _by_shot(needs[name])))}" if needs[name] else ""
        beside += "   disabled" if name in off else ""
        lines.append(f"{before}{name}{paint(beside, 'dim')}")
        children = below[name]
        rows = [
            (
                c,
                inside + ("└─ " if c == children[-1] else "├─ "),
                inside + ("   " if c == children[-1] else "│  "),
            )
            for c in children
        ]
        todo += reversed(rows)
    return "\n".join(lines) + "\n"


def _by_shot(needed: Sequence[Link]) -> list[tuple[Link, bool]]:
    """Each link, and whether its shot must be named: the first one's stands above."""
    return [(link, link.shot != needed[0].shot) for link in needed]


def _use(entry: tuple[Link, bool]) -> str:
    link, named = entry
    return (
        f"{link.field}: its {frame_words(link.frame)}"
        if not named
        else f"{link.field}: the {frame_words(link.frame)} of {link.shot}"
    )


def graph_dot(shots: Shots, links: Sequence[Link]) -> str:
    """For `dot -Tsvg`. A shot's name has no sign that DOT would read."""
    nodes = [f'  "{name}"{"" if enabled else " [style=dashed]"};' for name, enabled in shots]
    edges = [f'  "{x.shot}" -> "{x.to}" [label="{x.frame} → {x.field}"];' for x in links]
    return (
        "\n".join(["digraph storyboard {", "  rankdir=LR;", "  node [shape=box];", *nodes, *edges, "}"])
        + "\n"
    )


def graph_mermaid(shots: Shots, links: Sequence[Link]) -> str:
    """For a code block marked `mermaid`. Numbers stand for names, of which some are words of Mermaid's."""
    number = {name: f"s{n}" for n, (name, _) in enumerate(shots)}
    nodes = [f'  {number[name]}["{name}"]' for name, _ in shots]
    edges = [f"  {number[x.shot]} -->|{x.frame} to {x.field}| {number[x.to]}" for x in links]
    off = [f"  style {number[name]} stroke-dasharray: 4" for name, enabled in shots if not enabled]
    return "\n".join(["flowchart LR", *nodes, *edges, *off]) + "\n"
