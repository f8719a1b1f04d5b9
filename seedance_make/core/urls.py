"""Public addresses: what a media URL may be, and which hosts are nobody's business outside.

A host is read the way browsers and C libraries read it, not the way it looks: `2130706433`, `0x7f.1`, `０１７７.0.0.1`
and `[::ffff:127.0.0.1]` are all 127.0.0.1, and `LOCALHOST.` is localhost.
"""

import ipaddress
import re
import unicodedata

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+):")
_PARTS = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?P<host>\[[^\]]*\]|[^:\[\]]*)(?::(?P<port>.*))?", re.DOTALL)
_UNFIT = re.compile(r"[\s\x00-\x20\x7f-\x9f\\]")
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
_LOCAL_NAMES = ("local", "internal", "localdomain", "home.arpa")
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_AZURE_METADATA = ipaddress.IPv4Address("168.63.129.16")


def looks_like_url(text: str) -> bool:
    """Whether a person meant an address, good or bad, and not a path. `C:` is a drive, not a scheme."""
    return _SCHEME.match(text.lstrip()) is not None


UrlFlaw = tuple[str, str]
"""What is wrong, and the way out."""

_OUTSIDE = "the API fetches media itself, from the open internet"
_FORM = "write it as https://HOST/PATH"
_OTHER_SCHEMES = {
    "data": "the API takes no data in place of an address: save it as a file and name its path",
    "file": "name a local file by its path, without `file:`",
}


def url_flaw(url: str, *, loopback: bool = False) -> UrlFlaw | None:
    """What keeps a URL from being a public http(s) address, without quoting it; None when nothing does.

    `loopback` lets hosts of this machine pass, for an API that itself runs here.
    """
    scheme = _SCHEME.match(url.lstrip())
    if scheme is None or scheme.group(1).lower() not in {"http", "https"}:
        kind = scheme.group(1).lower() if scheme else ""
        scheme_words = f"`{kind}:`" if scheme else "one without a scheme"
        return f"must be an http or https URL, not {scheme_words}", _OTHER_SCHEMES.get(kind, _OUTSIDE)
    if _UNFIT.search(url):
        return (
            "a URL has no blanks, line breaks or backslashes",
            "write %20 for a blank and / for a backslash",
        )
    parts = _PARTS.match(url)
    if parts is None or not parts.group(1):
        return "the URL has no host", _FORM
    if "@" in parts.group(1):
        return (
            "a URL must not carry a user name or password",
            "use an address that needs none, such as a signed link",
        )
    return _authority_fault(parts.group(1), loopback=loopback)


def _authority_fault(authority: str, *, loopback: bool) -> UrlFlaw | None:
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None:
        return "the URL's host is not valid", _FORM
    if not parts["host"]:
        return "the URL has no host", _FORM
    if parts["port"] is not None and not _port_fits(parts["port"]):
        return "the URL's port must be 1 to 65535", "leave it out where it is the usual one"
    return _host_fault(read_host(parts["host"]), loopback=loopback)


def _host_fault(host: str | _Address | None, *, loopback: bool) -> UrlFlaw | None:
    if host is None:
        return "the URL's host is not valid", _FORM
    if is_loopback(host):
        return None if loopback else (f"`{host}` is this machine, which the API cannot reach", _OUTSIDE)
    return (
        None if is_public(host) else (f"`{host}` is a private address, which the API cannot reach", _OUTSIDE)
    )


def _port_fits(port: str) -> bool:
    return port.isascii() and port.isdigit() and len(port) <= 5 and 1 <= int(port) <= 65535


def read_host(host: str) -> str | _Address | None:
    """The address or the lower-case name that a host means, however it is spelled; None when it means nothing.

    An IPv6 address stands in brackets or not.
    """
    if ":" in host or host.startswith("["):
        return _read_v6(host[1:-1] if host[0] + host[-1] == "[]" else host)
    name = unicodedata.normalize("NFKC", host).replace("\u3002", ".").casefold()
    # International names ignore invisible characters: a soft hyphen does not make a new localhost.
    name = "".join(c for c in name if unicodedata.category(c) != "Cf" and not "\ufe00" <= c <= "\ufe0f")
    name = name.removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _read_numbers(labels)
    return name if len(name) <= 253 and all(map(_label_fits, labels)) else None


def _read_v6(text: str) -> _Address | None:
    """An IPv6 address, or the IPv4 address that it maps; no zone, which has a meaning on one machine only."""
    try:
        address = None if "%" in text else ipaddress.IPv6Address(text)
    except ValueError:
        return None
    return address and (address.ipv4_mapped or address)


def _label_fits(label: str) -> bool:
    if label.isascii():
        return _LABEL.fullmatch(label) is not None
    return len(label) <= 63 and label.replace("-", "").isalnum()


def _read_numbers(labels: list[str]) -> _Address | None:
    """One to four numbers, decimal, octal or hexadecimal, the last of which fills the bytes that are left."""
    if len(labels) > 4 or not all(_NUMBER.fullmatch(label) and len(label) <= 40 for label in labels):
        return None
    try:
        *head, last = [_read_number(label) for label in labels]
    except ValueError:
        return None
    if any(number > 255 for number in head) or last >= 256 ** (4 - len(head)):
        return None
    for place, number in enumerate(head):
        last += number << 8 * (3 - place)
    return ipaddress.IPv4Address(last)


def _read_number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if label.startswith("0") else 10)


def is_loopback(host: str | _Address) -> bool:
    """Whether a host, however it is spelled, is this machine. No look-up."""
    meant = read_host(host) if isinstance(host, str) else host
    if meant is None or isinstance(meant, str):
        return meant == "localhost" or (meant or "").endswith(".localhost")
    return meant.is_loopback


def is_public(host: str | _Address) -> bool:
    """Whether a host, as `read_host` gives it, may be one of the open internet."""
    if isinstance(host, ipaddress.IPv4Address):
        return host.is_global and not host.is_multicast and host != _AZURE_METADATA
    if isinstance(host, ipaddress.IPv6Address):
        return _is_public_v6(host)
    return not is_loopback(host) and not host.endswith(tuple(f".{name}" for name in _LOCAL_NAMES))


def _is_public_v6(host: ipaddress.IPv6Address) -> bool:
    """Global unicast only, and neither may an IPv4 address that is wrapped in it be private."""
    if host.ipv4_mapped:
        return is_public(host.ipv4_mapped)
    if host in _NAT64:
        return is_public(ipaddress.IPv4Address(int(host) & 0xFFFFFFFF))
    wrapped = [a for a in (host.sixtofour, *(host.teredo or ())) if a is not None]
    return host in _GLOBAL_UNICAST and not host.is_private and all(map(is_public, wrapped))


def is_public_address(ip: str) -> bool:
    """Whether a resolved numeric address belongs to the open internet; False for text that is no address."""
    try:
        return is_public(ipaddress.ip_address(ip.partition("%")[0]))
    except ValueError:
        return False
