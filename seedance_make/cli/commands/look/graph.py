"""`graph`: which shots need frames of which."""

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import open_project
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.storyboard.graph import links
from seedance_make.core.storyboard.media.frame import frame_identity


@click.command()
@click.option("--dot", is_flag=True, help="For Graphviz: seedance-make graph --dot | dot -Tsvg > graph.svg")
@click.option("--mermaid", is_flag=True, help="For a README or a pull request.")
@global_options
def graph(dot: bool, mermaid: bool) -> int:
    """Draw which shots need frames of which."""
    invocation = current_invocation()
    if dot + mermaid + invocation.json > 1:
        raise UsageError("--dot, --mermaid and --json are three forms: choose one")
    board = open_project(invocation).board
    shots = [(s.name, s.enabled) for s in board.shots]
    all_links = list(links(board.shots))
    if invocation.json:
        echo_json({
            "shots": [
                {
                    "shot": name,
                    "enabled": enabled,
                    "needs": [{"shot": x.shot, **frame_identity(x.frame), "as": x.field} for x in all_links if x.to == name],
                }
                for name, enabled in shots
            ]
        })  # fmt: skip
        return int(Exit.OK)
    from seedance_make.ui.graph import graph_dot, graph_mermaid, graph_text  # noqa: PLC0415 - not with --json

    if dot or mermaid:
        click.echo((graph_dot if dot else graph_mermaid)(shots, all_links), nl=False)
    else:
        click.echo(graph_text(shots, all_links, color=invocation.color), nl=False, color=invocation.color)
    return int(Exit.OK)
