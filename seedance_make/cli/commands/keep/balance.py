"""`balance`: what the account has left. A free call."""

import os

import click

from seedance_make.cli.account.balance import balance_of
from seedance_make.cli.account.credentials import need_key
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit
from seedance_make.core.host import api_host
from seedance_make.core.request.pricing import dollars
from seedance_make.ui.words import many


@click.command()
@global_options
def balance() -> int:
    """Say what the account has left."""
    invocation = current_invocation()
    host = api_host(os.environ.get("REAPI_BASE_URL"))
    left = balance_of(host, need_key(host))
    if invocation.json:
        echo_json({"balance": left})
    else:
        click.echo(f"{dollars(left)} (= {many(left, 'credit')})")
    return int(Exit.OK)
