"""An object store at an address: the one place that knows obstore, which comes with the extra `team`.

Synchronous; callers run it in threads (obstore's asynchronous calls can abort the interpreter at exit). Credentials
come from the environment as each cloud's own tools read them (AWS_…, GOOGLE_…, AZURE_…), and are never shown:
a message quotes the status and the store's error code, not the store's text, which repeats key ids and signatures.
"""

import os
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from seedance_make.core.errors import RefusedError, StoreError, UsageError
from seedance_make.core.urls import is_loopback

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_CLIENT: Mapping[str, Any] = {"connect_timeout": "10s", "timeout": "300s"}
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")
_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_STATUS = re.compile(r"status code: (\d{3}[A-Za-z ]{0,40})")


class Objects:
    """Named bytes below one address. Keys are relative, with `/`. All raise StoreError when the store fails."""

    def __init__(self, url: str, *, retry: int = 30) -> None:
        """Sends nothing yet. `retry`: seconds in which what fails is tried again.

        Raises UsageError without obstore, or for an address that it cannot open.
        """
        self.url = url
        self._api, self._store = _open(url, retry)

    @property
    def signs(self) -> bool:
        """Whether it can give links to what it has: a folder cannot."""
        return not _is_folder(self.url)

    def put(self, key: str, data: bytes, media_type: str) -> None:
        """Upload, over what stands there."""
        attributes = None if _is_folder(self.url) else {"Content-Type": media_type}
        try:
            self._api.put(self._store, key, data, attributes=attributes)
        except Exception as error:  # noqa: BLE001 - obstore raises many types; all are the store's trouble
            raise self._trouble("upload to", error) from None

    def remove(self, key: str) -> None:
        """Remove what stands there; nothing there is fine."""
        try:
            self._api.delete(self._store, key)
        except FileNotFoundError:
            return
        except Exception as error:  # noqa: BLE001
            raise self._trouble("remove from", error) from None

    def size(self, key: str) -> int | None:
        """Bytes of what stands there; None when there is nothing."""
        try:
            return int(self._api.head(self._store, key)["size"])
        except FileNotFoundError:
            return None
        except Exception as error:  # noqa: BLE001
            raise self._trouble("look into", error) from None

    def link(self, key: str, lifetime: timedelta) -> str:
        """A signed address that needs no credentials. Raises RefusedError where the store has none."""
        if not self.signs:
            raise RefusedError(f"{self.url} is a folder, which gives no links", help="give its base_url")
        try:
            return str(self._api.sign(self._store, "GET", key, lifetime))
        except Exception as error:  # noqa: BLE001
            raise self._trouble("sign a link of", error) from None

    def _trouble(self, what: str, error: Exception) -> StoreError:
        return StoreError(f"cannot {what} {self.url}: {_reason(error)}", help=_help(self.url))


def _open(url: str, retry: int) -> tuple[Any, "ObjectStore"]:
    try:
        import obstore  # noqa: PLC0415 - an extra, and slow to load
        from obstore.store import LocalStore, from_url  # noqa: PLC0415
    except ImportError:
        raise UsageError(
            f"{url} needs the extra `team`", help="pip install 'seedance-make[team]' (it brings obstore)"
        ) from None
    try:
        if _is_folder(url):
            return obstore, LocalStore(Path(unquote(urlsplit(url).path)), mkdir=True)
        retries = {"max_retries": 4 if retry else 0, "retry_timeout": timedelta(seconds=retry)}
        opened: Any = from_url  # its types tell the clouds apart, which an address does by itself
        return obstore, opened(url, client_options=_client(url), retry_config=retries)
    except Exception as error:  # noqa: BLE001
        raise UsageError(f"cannot use {url}: {_reason(error)}", help=_help(url)) from None


def _is_folder(url: str) -> bool:
    return url.startswith("file:")


def _client(url: str) -> dict[str, Any]:
    """A server on this machine, as for tests and MinIO, may speak http."""
    endpoint = next((os.environ[n] for n in _ENDPOINTS if os.environ.get(n)), "")
    here = url.startswith("s3:") and is_loopback(urlsplit(endpoint).hostname or "")
    return {**_CLIENT, **({"allow_http": True} if here else {})}


def _reason(error: Exception) -> str:
    """What went wrong, without addresses, key ids and signatures."""
    text = str(error)
    first = text.partition("\n")[0]
    if "169.254.169.254" in first or "metadata.google" in first:
        return "no credentials were found"
    code, status = _CODE.search(text), _STATUS.search(text)
    facts = [f"HTTP {status[1].strip()}"] if status else []
    facts += [code[1]] if code else []
    if facts:
        return ", ".join(facts)
    last = first.rpartition(" - ")[2]
    return re.sub(r"\S*(://|@|[Ss]ignature|[Kk]ey)\S*", "…", last)[:200] or type(error).__name__


def _help(url: str) -> str:
    scheme = url.partition(":")[0]
    return {
        "s3": "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION (AWS_ENDPOINT_URL for other than Amazon's)",
        "gs": "set GOOGLE_APPLICATION_CREDENTIALS to the path of a service account's key file",
        "az": "set AZURE_STORAGE_ACCOUNT_NAME and AZURE_STORAGE_ACCOUNT_KEY",
        "file": "the folder must be writable",
    }.get(scheme, "see the store's address")
