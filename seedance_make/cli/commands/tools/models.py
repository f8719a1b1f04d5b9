"""`models`: the models that there are, and what each takes and costs."""

import click

from seedance_make.cli.completions import model_names
from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit, InvalidInputError, UsageError
from seedance_make.core.request.model_json import model_json
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.core.text.suggest import did_you_mean


@click.command()
@click.argument("name", required=False, shell_complete=model_names)
@global_options
def models(name: str | None) -> int:
    """Say which models there are, and what each takes and costs."""
    from seedance_make.ui.models import model_text, models_text  # noqa: PLC0415 - not for --help

    invocation = current_invocation()
    known, table = _known(invocation)
    if name is not None and name not in known:
        raise UsageError(f"no model is named `{name}`", help=did_you_mean(name, known, none=""))
    chosen = [known[name]] if name is not None else list(known.values())
    if invocation.json:
        echo_json({"models": [model_json(model, table) for model in chosen]})
    elif name is not None:
        click.echo(model_text(chosen[0], table, color=invocation.color), nl=False, color=invocation.color)
    else:
        click.echo(models_text(chosen, table, color=invocation.color), nl=False, color=invocation.color)
    return int(Exit.OK)


def _known(invocation: Invocation) -> tuple[dict[str, VideoModel], PriceTable]:
    """The models that ship, and where there is a storyboard, its own and its prices. Raises InvalidInputError for a
    storyboard that cannot be read, since its models are not known then."""
    from seedance_make.load.manifest.read import read_manifest  # noqa: PLC0415 - reads YAML, which --help needs not
    from seedance_make.load.models.library import shipped_models  # noqa: PLC0415

    try:
        loaded = read_manifest(invocation.find_manifest(), name=invocation.file)
    except UsageError:
        return dict(shipped_models()), PriceTable()
    if loaded.manifest is None:
        raise InvalidInputError(problems=loaded.problems, sources=loaded.sources)
    return dict(loaded.manifest.models), PriceTable(own=loaded.manifest.prices)
