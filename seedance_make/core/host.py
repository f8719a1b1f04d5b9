"""Where the API is and what may be said to it: the base address, the key, the User-Agent. Checked before any use."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from seedance_make.core.errors import CredentialError, UsageError
from seedance_make.core.urls import is_loopback

DEFAULT = "https://reapi.ai"
_HELP = f"set REAPI_BASE_URL to an address like {DEFAULT}, or http://127.0.0.1:8000 for a local server, or unset it"
_KEY_HELP = "set REAPI_API_KEY to the key alone, as your reAPI account shows it (rk_…)"


SIMULATOR = "simulator"
"""The origin of what `--simulate` makes: it never stands in for a bought clip."""


LOOPBACK = "loopback"
"""The origin of any host that is this machine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The API's place. `origin` names it in fingerprints' results and the journal."""

    base_url: str  # scheme, host and port; no slash at the end
    origin: str  # the host name in lower case, or "loopback" for any loopback host

    @property
    def loopback(self) -> bool:
        """Whether it is this machine."""
        return self.origin == LOOPBACK


def api_host(value: str | None) -> Host:
    """The host that REAPI_BASE_URL names (None or blank: the default). Raises UsageError: https, or http to a loopback
    address; no path, query, fragment or user. What was given is never quoted, since it may hold a password."""
    text = (value or "").strip() or DEFAULT
    try:
        url = urlsplit(text)
        name, port = (url.hostname or "").rstrip("."), url.port
    except ValueError:
        raise UsageError("REAPI_BASE_URL is not a valid address", help=_HELP) from None
    flaw = _flaw(text, url.scheme.lower(), name) or _extras(text, url.path, url.netloc)
    if flaw or port == 0:
        raise UsageError(f"REAPI_BASE_URL {flaw or 'has an impossible port'}", help=_HELP)
    shown = f"[{name}]" if ":" in name else name
    base = f"{url.scheme.lower()}://{shown}" + (f":{port}" if port else "")
    return Host(base_url=base, origin=LOOPBACK if _plainly_loopback(name) else name)


def _plainly_loopback(name: str) -> bool:
    """What is sent there carries the key, so only spellings that everybody reads alike count: a resolver may lead
    `127.1` or `x.localhost` elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name == "localhost"
    return is_loopback(name)


def _flaw(text: str, scheme: str, name: str) -> str | None:
    if not text.isascii() or any(not char.isprintable() or char in ' \\"<>^`{|}%' for char in text):
        return "has characters that don't belong in an address"
    if scheme not in {"http", "https"}:
        return "must start with https://"
    if not name:
        return "names no host"
    if scheme == "http" and not _plainly_loopback(name):
        return (
            "must be https: the key would cross the network in the open (http is for a loopback address only)"
        )
    return None


def _extras(text: str, path: str, netloc: str) -> str | None:
    if "@" in netloc:
        return "must not hold a user name or password"
    if path not in {"", "/"}:
        return "must not have a path: /api/v1 is added by itself"
    if "?" in text or "#" in text:
        return "must not have a query or a fragment"
    return None


def check_key(text: str | None) -> str:
    """The key, with white space around it removed. Raises CredentialError, whose message never shows it."""
    key = (text or "").strip()
    if not key:
        raise CredentialError("the API key is empty", help=_KEY_HELP)
    if key.split() != [key]:
        hint = " (leave out the word Bearer)" if key.lower().startswith("bearer") else ""
        raise CredentialError(f"the API key has white space inside{hint}", help=_KEY_HELP)
    if not key.isascii() or not key.isprintable():
        raise CredentialError("the API key has characters that no key has", help=_KEY_HELP)
    if key[0] in "\"'" or key[-1] in "\"'":
        raise CredentialError("the API key has quotation marks around it", help=_KEY_HELP)
    if len(key) > 4096:
        raise CredentialError("the API key is longer than any key", help=_KEY_HELP)
    return key


def user_agent(value: str | None, version: str) -> str:
    """What requests call themselves: REAPI_USER_AGENT when it is set, else the tool and its version. Raises UsageError."""
    text = (value or "").strip() or f"seedance-make/{version}"
    if not text.isascii() or not text.isprintable() or len(text) > 1000:
        raise UsageError(
            "REAPI_USER_AGENT has characters that don't belong in a header",
            help="use plain ASCII on one line",
        )
    return text
