"""`balance`, `login`, `logout`: the account, and the key in the system's keyring."""

import os
import sys
from types import ModuleType

import click

from seedance_make.cli.build.balance import balance_of
from seedance_make.cli.credentials import NAMES, SERVICE, Credential, need_key
from seedance_make.cli.invocation import global_options, invocation
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit, StoreError, UsageError
from seedance_make.core.host import Host, api_host, check_key

_EXTRA = "pip install 'seedance-make[keyring]', or set REAPI_API_KEY instead"


@click.command()
@global_options
def balance() -> int:
    """Say what the account has left."""
    told = invocation()
    host = _host()
    left = balance_of(host, need_key(host))
    if told.json:
        echo_json({"balance": left})
        return int(Exit.OK)
    from seedance_make.ui.tables import balance_text  # noqa: PLC0415 - only for people

    click.echo(balance_text(left), nl=False)
    return int(Exit.OK)


@click.command()
@click.option("--no-check", is_flag=True, help="Don't ask the API whether the key is valid.")
@global_options
def login(no_check: bool) -> int:
    """Keep the API key in the system's keyring."""
    told = invocation()
    host, keyring = _host(), _keyring()
    key = check_key(_asked(host))
    left = None if no_check else balance_of(host, Credential(key=key, source="the prompt"))
    _keep(keyring, host, key)
    where = f"{keyring.get_keyring().name}, as {SERVICE} for {host.origin}"
    if told.json:
        echo_json({"kept": where, "host": host.origin, "balance": left})
    else:
        worth = "" if left is None else f" The account has {left:,} credits."
        click.echo(f"The key is kept in {where}.{worth}")
    if stronger := next((name for name in NAMES if os.environ.get(name, "").strip()), None):
        click.echo(f"{stronger} is set, and is used in its place.", err=True)
    return int(Exit.OK)


@click.command()
@global_options
def logout() -> int:
    """Remove the API key from the system's keyring."""
    told = invocation()
    host, keyring = _host(), _keyring()
    from keyring.errors import KeyringError  # noqa: PLC0415 - an extra

    try:
        there = keyring.get_password(SERVICE, host.origin) is not None
        if there:
            keyring.delete_password(SERVICE, host.origin)
    except (KeyringError, RuntimeError) as error:
        raise _trouble(error) from None
    if told.json:
        echo_json({"removed": there, "host": host.origin})
    else:
        click.echo(
            f"The key for {host.origin} is removed from the keyring."
            if there
            else f"The keyring has no key for {host.origin}."
        )
    if left := next((name for name in NAMES if os.environ.get(name, "").strip()), None):
        click.echo(f"{left} is still set.", err=True)
    return int(Exit.OK)


def _host() -> Host:
    return api_host(os.environ.get("REAPI_BASE_URL"))


def _keyring() -> ModuleType:
    """Raises UsageError without the extra."""
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to import
    except ImportError:
        raise UsageError("the keyring extra is not installed", help=_EXTRA) from None
    return keyring


def _asked(host: Host) -> str:
    """The key: from a prompt without echo on a terminal, else the first line of stdin."""
    if sys.stdin.isatty():
        return str(
            click.prompt(
                f"API key for {host.origin}", hide_input=True, err=True, default="", show_default=False
            )
        )
    return sys.stdin.readline()


def _keep(keyring: ModuleType, host: Host, key: str) -> None:
    """Some backends drop what they are given without a word, so it is read back. Raises StoreError."""
    from keyring.errors import KeyringError  # noqa: PLC0415 - an extra

    try:
        keyring.set_password(SERVICE, host.origin, key)
        kept = keyring.get_password(SERVICE, host.origin) == key
    except (KeyringError, RuntimeError) as error:
        raise _trouble(error) from None
    if not kept:
        raise StoreError(
            "the system's keyring did not keep the key", help="set REAPI_API_KEY instead: it is kept nowhere"
        )


def _trouble(error: Exception) -> StoreError:
    """The kind of the error alone: a backend may quote what it was given."""
    kind = type(error).__name__
    said = {
        "NoKeyringError": "this system has no keyring",
        "KeyringLocked": "the keyring is locked",
        "InitError": "the keyring cannot be opened",
    }.get(kind, f"the keyring failed ({kind})")
    return StoreError(said, help="unlock or install one, or set REAPI_API_KEY instead")
