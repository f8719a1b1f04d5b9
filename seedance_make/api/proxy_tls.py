"""What the environment says about the network: which proxy an address needs, and which certificates to trust.

httpx would find the proxy by itself, but by the address that it connects to: here that may be a number that was
looked up before; and a loopback host never goes to a proxy.
"""

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from seedance_make.core.errors import UsageError
from seedance_make.core.urls import is_loopback


def proxy_for(url: str) -> str | None:
    """The proxy's address for a URL, by HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY; None to connect directly."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
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
