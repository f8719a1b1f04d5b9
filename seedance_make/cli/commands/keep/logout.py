"""`logout`: removes the API key from the system's keyring."""

import os

import click

from seedance_make.cli.account.credentials import key_variable
from seedance_make.cli.account.keyring import forget_key
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit
from seedance_make.core.host import api_host


@click.command()
@global_options
def logout() -> int:
    """Remove the API key from the system's keyring."""
    invocation = current_invocation()
    host = api_host(os.environ.get("REAPI_BASE_URL"))
    removed = forget_key(host)
    if invocation.json:
        echo_json({"removed": removed, "host": host.origin})
    elif removed:
        click.echo(f"The key for {host.origin} is removed from the keyring.")
    else:
        click.echo(f"The keyring has no key for {host.origin}.")
    if left := key_variable():
        click.echo(f"{left} is still set.", err=True)
    return int(Exit.OK)
