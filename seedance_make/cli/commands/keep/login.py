"""`login`: keeps the API key in the system's keyring, once the API has taken it."""

import os
import sys

import click

from seedance_make.cli.account.balance import balance_of
from seedance_make.cli.account.credentials import Credential, key_variable
from seedance_make.cli.account.keyring import keep_key, require_keyring
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit
from seedance_make.core.host import Host, api_host, check_key


@click.command()
@click.option("--no-check", is_flag=True, help="Don't ask the API whether the key is valid.")
@global_options
def login(no_check: bool) -> int:
    """Keep the API key in the system's keyring."""
    invocation = current_invocation()
    host = api_host(os.environ.get("REAPI_BASE_URL"))
    require_keyring()
    key = check_key(_read_key(host))
    left = None if no_check else balance_of(host, Credential(key=key, source="the prompt"))
    where = keep_key(host, key)
    if invocation.json:
        echo_json({"kept": where, "host": host.origin, "balance": left})
    else:
        worth = "" if left is None else f" The account has {left:,} credits."
        click.echo(f"The key is kept in {where}.{worth}")
    if stronger := key_variable():
        click.echo(f"{stronger} is set, and is used in its place.", err=True)
    return int(Exit.OK)


def _read_key(host: Host) -> str:
    """From a prompt without echo on a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        question = f"API key for {host.origin}"
        return str(click.prompt(question, hide_input=True, err=True, default="", show_default=False))
    return sys.stdin.readline()
