"""The system's keyring, where `login` keeps the API key: an extra, and slow to import, so it is loaded when asked for."""

from types import ModuleType

from seedance_make.core.errors import StoreError, UsageError
from seedance_make.core.host import Host

SERVICE = "seedance-make"
_EXTRA = "pip install 'seedance-make[keyring]', or set REAPI_API_KEY instead"
_WAY_OUT = "unlock or install one, or set REAPI_API_KEY instead"
_KINDS = {
    "NoKeyringError": "this system has no keyring",
    "KeyringLocked": "the keyring is locked",
    "InitError": "the keyring cannot be opened",
}


def kept_key(host: Host) -> str | None:
    """What `login` kept for a host; None without the extra, without a backend, or with a locked one."""
    try:
        import keyring  # noqa: PLC0415
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return keyring.get_password(SERVICE, host.origin)
    except (KeyringError, RuntimeError):
        return None


def keep_key(host: Host, key: str) -> str:
    """Where the key is kept from now on, in words. Some backends drop what they are given without a word, so it is
    read back. Raises UsageError without the extra, StoreError."""
    keyring = require_keyring()
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(SERVICE, host.origin, key)
        kept = keyring.get_password(SERVICE, host.origin) == key
    except (KeyringError, RuntimeError) as error:
        raise _store_error(error) from None
    if not kept:
        raise StoreError(
            "the system's keyring did not keep the key", help="set REAPI_API_KEY instead: it is kept nowhere"
        )
    return f"{keyring.get_keyring().name}, as {SERVICE} for {host.origin}"


def forget_key(host: Host) -> bool:
    """Whether there was a key for that host. Raises UsageError without the extra, StoreError."""
    keyring = require_keyring()
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        there = keyring.get_password(SERVICE, host.origin) is not None
        if there:
            keyring.delete_password(SERVICE, host.origin)
    except (KeyringError, RuntimeError) as error:
        raise _store_error(error) from None
    return there


def require_keyring() -> ModuleType:
    """The keyring package. Raises UsageError without the extra, StoreError where the system has no keyring that keeps
    anything."""
    try:
        import keyring  # noqa: PLC0415
    except ImportError:
        raise UsageError("the keyring extra is not installed", help=_EXTRA) from None
    if keyring.get_keyring().priority <= 0:  # the package's own stand-ins: they refuse, or forget
        raise StoreError(_KINDS["NoKeyringError"], help=_WAY_OUT)
    return keyring


def _store_error(error: Exception) -> StoreError:
    """The kind of the error alone: a backend may quote what it was given."""
    kind = type(error).__name__
    message = _KINDS.get(kind, f"the keyring failed ({kind})")
    return StoreError(message, help=_WAY_OUT)
