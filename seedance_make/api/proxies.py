"""Which proxy the user's environment names for an address. httpx would decide this by itself, but by the address
it connects to: here that may be a number that was looked up before, and a loopback host never goes to a proxy."""

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from seedance_make.core.host import is_loopback


def proxy_for(url: str) -> str | None:
    """The proxy's address for a URL, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; None to connect directly."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
