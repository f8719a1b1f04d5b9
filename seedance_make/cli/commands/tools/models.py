"""`models`: the models that there are, and what each takes and costs."""

import click

from seedance_make.cli.completions import model_names
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.cli.project.models import known_models
from seedance_make.core.errors import Exit, UsageError
from seedance_make.core.request.model_json import model_json
from seedance_make.core.text.suggest import did_you_mean


@click.command()
@click.argument("name", required=False, shell_complete=model_names)
@global_options
def models(name: str | None) -> int:
    """Say which models there are, and what each takes and costs."""
    from seedance_make.ui.models import model_text, models_text  # noqa: PLC0415 - not for --help
    from seedance_make.ui.paint import Paint, View  # noqa: PLC0415

    invocation = current_invocation()
    known, table = known_models(invocation)
    if name is not None and name not in known:
        raise UsageError(f"no model is named `{name}`", help=did_you_mean(name, known, none=""))
    chosen = list(known.values()) if name is None else [known[name]]
    if invocation.json:
        echo_json({"models": [model_json(model, table) for model in chosen]})
        return int(Exit.OK)
    view = View(paint=Paint(invocation.color), width=width())
    text = models_text(chosen, table, view) if name is None else model_text(chosen[0], table, view)
    click.echo(text, nl=False, color=invocation.color)
    return int(Exit.OK)
