"""`serve`: the simulator as a server on this machine, for people and tests that want the API's protocol for nothing."""

import click

from seedance_make.cli.clock import SystemClock
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.project.models import known_models
from seedance_make.core.errors import Exit, UsageError


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 picks a free one."
)
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=2.0,
    show_default=True,
    metavar="S",
    help="Seconds that a task takes.",
)
@click.option("--rate", type=click.IntRange(1), metavar="N", help="POSTs a minute and key; more get 429.")
@click.option(
    "--credits",
    "credit_count",
    type=click.IntRange(0),
    default=1_000_000,
    show_default=True,
    metavar="N",
    help="Of each key at the start.",
)
@click.option("--key", "keys", multiple=True, metavar="KEY", help="Accept only this key; may be repeated.")
@click.option("--revoked", multiple=True, metavar="KEY", help="A key that was revoked; may be repeated.")
@click.option(
    "--fail", "failures", multiple=True, metavar="CODE[:N]", help="Every Nth request meets this error code."
)
@global_options
def serve(
    host: str, port: int, latency: float, rate: int | None, credit_count: int,
    keys: tuple[str, ...], revoked: tuple[str, ...], failures: tuple[str, ...],
) -> int:  # fmt: skip
    """Run the simulator: a ReAPI-compatible server on loopback.

    Started in a project it has that project's own models and prices too.
    """
    from seedance_make.core.urls import is_loopback  # noqa: PLC0415 - as the server below
    from seedance_make.simulator.serve import serve_forever  # noqa: PLC0415
    from seedance_make.simulator.settings import Failure, Settings  # noqa: PLC0415

    if not is_loopback(host):
        raise UsageError(
            f"--host {host} is not a loopback address", help="the simulator is for this machine alone"
        )
    try:
        faults = tuple(map(Failure.parse, failures))
    except ValueError as error:
        raise UsageError(f"--fail: {error}") from None
    settings = Settings(
        latency=latency,
        rate=rate,
        credits=credit_count,
        keys=frozenset(keys),
        revoked=frozenset(revoked),
        failures=faults,
    )
    invocation = current_invocation()
    models, prices = known_models(invocation)
    try:
        serve_forever(
            settings,
            clock=SystemClock(),
            models=models,
            prices=prices,
            host=host,
            port=port,
            quiet=invocation.verbosity < 0,
        )
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"cannot serve on {host}:{port}: {reason}", help="--port 0 picks a free one"
        ) from error
    return int(Exit.OK)
