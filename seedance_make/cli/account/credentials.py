"""Where the API key comes from: REAPI_API_KEY, else REAPI_KEY, else the keyring. Never a flag, never the manifest.

The key of the environment is never shown, not even where a person has typed or pasted it in a wrong place.
"""

import os
from dataclasses import dataclass, field
from hashlib import blake2b

from seedance_make.cli.account.keyring import kept_key
from seedance_make.core.errors import CredentialError
from seedance_make.core.host import Host, check_key
from seedance_make.core.text.redact import box_out, redact

KEY_NAMES = ("REAPI_API_KEY", "REAPI_KEY")
"""The variables of the environment, the stronger first."""

_SHORTEST = 8  # characters: a shorter one is no key, and its letters stand everywhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key and where it was found. Its repr does not show it."""

    key: str = field(repr=False)
    source: str

    @property
    def label(self) -> str:
        """A salted digest of the key: tells two keys apart in the journal, and nothing else."""
        return blake2b(self.key.encode(), digest_size=8, salt=b"seedance-make").hexdigest()


def key_variable() -> str | None:
    """The variable of the environment whose key is used; None where none is set."""
    return next((name for name in KEY_NAMES if os.environ.get(name, "").strip()), None)


def find_key(host: Host) -> Credential | None:
    """The key for this host; None when there is none. Raises CredentialError for a malformed one."""
    if name := key_variable():
        return Credential(key=_checked(os.environ[name], name), source=name)
    kept = kept_key(host)
    return Credential(key=_checked(kept, "the keyring"), source="the keyring") if kept else None


def need_key(host: Host) -> Credential:
    """The key. Raises CredentialError that names both ways on."""
    credential = find_key(host)
    if credential is None:
        raise CredentialError(
            "no API key is set",
            help="set REAPI_API_KEY (or run seedance-make login); or try it without one: build --simulate",
        )
    return credential


def _checked(text: str, source: str) -> str:
    try:
        return check_key(text)
    except CredentialError as error:
        raise CredentialError(f"{source}: {error.message}", help=error.help) from None


def hide_keys(text: str) -> str:
    """The text with the environment's keys boxed out, so that carets below it still point where they should."""
    return box_out(text, (key for key in _environment_keys() if len(key) >= _SHORTEST))


def redact_keys(text: str) -> str:
    """The text without a trace of the environment's keys, however they are spelled."""
    for key in _environment_keys():
        text = redact(text, key)
    return text


def _environment_keys() -> list[str]:
    return [key for name in KEY_NAMES if (key := os.environ.get(name, "").strip())]
