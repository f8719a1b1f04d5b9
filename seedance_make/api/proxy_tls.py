"""What the user's surroundings say about the network: which proxy an address needs, and whom to trust.

httpx would find the proxy by itself, but by the address that it connects to: here that may be a number that was
looked up before; and a loopback host never goes to a proxy.
"""

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from seedance_make.core.errors import UsageError
from seedance_make.core.host import names_this_machine


def proxy_for(url: str) -> str | None:
    """The proxy's address for a URL, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; None to connect directly."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if names_this_machine(host) or proxy_bypass(host):
        return None
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"


def tls_for(url: str) -> ssl.SSLContext:
    """The certificates to trust, read once: SSL_CERT_FILE or SSL_CERT_DIR, else those of certifi. An http address
    gets none, which trusts nobody. Raises UsageError when they cannot be read."""
    if not url.startswith("https:"):
        return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    try:
        return httpx.create_ssl_context()
    except OSError as err:
        raise UsageError(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read: {err.strerror}",
            help="point it at a readable PEM file, or unset it",
        ) from None
