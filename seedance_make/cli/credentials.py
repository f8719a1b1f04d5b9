"""Where the API key comes from: REAPI_API_KEY, else REAPI_KEY, else the keyring. Never a flag, never the manifest."""

import os
from dataclasses import dataclass, field
from hashlib import blake2b

from seedance_make.core.errors import CredentialError
from seedance_make.core.host import Host, check_key

SERVICE = "seedance-make"
NAMES = ("REAPI_API_KEY", "REAPI_KEY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A key and where it was found. Its repr does not show it."""

    key: str = field(repr=False)
    source: str

    @property
    def label(self) -> str:
        """A salted digest of the key: tells two keys apart in the journal, and nothing else."""
        return blake2b(self.key.encode(), digest_size=8, salt=b"seedance-make").hexdigest()


def find_key(host: Host) -> Credential | None:
    """The key for this host; None when there is none. Raises CredentialError for a malformed one."""
    for name in NAMES:
        if os.environ.get(name, "").strip():
            return Credential(key=_checked(os.environ[name], name), source=name)
    kept = _from_keyring(host.origin)
    return Credential(key=_checked(kept, "the keyring"), source="the keyring") if kept else None


def need_key(host: Host) -> Credential:
    """The key. Raises CredentialError that names both ways on."""
    found = find_key(host)
    if found is None:
        raise CredentialError(
            "no API key is set",
            help="set REAPI_API_KEY (or run seedance-make login); or try it without one: build --simulate",
        )
    return found


def _checked(text: str, source: str) -> str:
    try:
        return check_key(text)
    except CredentialError as error:
        raise CredentialError(f"{source}: {error.message}", help=error.help) from None


def _from_keyring(user: str) -> str | None:
    """What `login` kept; None without the extra, without a backend, or with a locked one."""
    try:
        import keyring  # noqa: PLC0415 - an extra, and slow to import
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, user)
    except (KeyringError, RuntimeError):
        return None
