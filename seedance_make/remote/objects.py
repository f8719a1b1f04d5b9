"""An object store at an address: the one place that knows obstore, which comes with the extra `team`.

Synchronous; callers run it in threads (obstore's asynchronous calls can abort the interpreter at exit). Credentials
come from where `credentials` finds them, and are never shown: a message quotes the status and the store's error code,
not the store's text, which repeats key ids and signatures.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from seedance_make.core.errors import MissingExtraError, ReadOnlyError, RefusedError, StoreError, UsageError
from seedance_make.core.ports.team import NotCreated
from seedance_make.core.text.redact import plain
from seedance_make.core.urls import is_loopback
from seedance_make.remote.credentials import Credentials, find_credentials

if TYPE_CHECKING:
    from obstore.store import ObjectStore

_ENDPOINTS = {
    "s3": ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"),
    "gs": ("GOOGLE_BASE_URL",),
    "az": ("AZURE_STORAGE_ENDPOINT", "AZURE_ENDPOINT"),
}
"""Variables of the environment that name another server than the cloud's own, which obstore reads itself."""

_CODE = re.compile(r"<Code>([A-Za-z0-9]{1,60})</Code>")
_NO_BUCKET = {"NoSuchBucket", "ContainerNotFound"}
_READ_HELP = "reading must be allowed, and on S3 s3:ListBucket too: without it a missing key looks forbidden"
_HIDDEN = re.compile(r"""\S*(://|@|[Ss]ignature|[Kk]ey)\S*|"[^"]*"|(?<=variant )`[^`]*`""")
"""Words that may hold something secret: addresses, and what a file has in place of a key."""
_STATUS = re.compile(r"status code: (\d{3}[A-Za-z ]{0,40})")


class Objects:
    """Named bytes below one address. Keys are relative, with `/`. All raise StoreError when the store fails."""

    def __init__(self, url: str, *, retry: int = 30, timeout: float = 300) -> None:
        """Sends nothing yet. `retry`: seconds in which what fails is tried again; `timeout`: seconds of one request,
        its body included.

        Raises UsageError without obstore, or for an address that it cannot open.
        """
        self.url = url
        keys = find_credentials(url)
        self.credentials = keys.source
        self._api, self._store = _open(url, keys, retry, timeout)

    @property
    def signs(self) -> bool:
        """Whether it can give links to what it has: a folder cannot."""
        return not _is_folder(self.url)

    def put(self, key: str, data: bytes, media_type: str) -> None:
        """Upload, over what stands there."""
        attributes = None if _is_folder(self.url) else {"Content-Type": media_type}
        with self._store_errors("upload to"):
            self._api.put(self._store, key, data, attributes=attributes)

    def remove(self, key: str) -> None:
        """Remove what stands there; nothing there is fine."""
        with self._store_errors("remove from"), suppress(FileNotFoundError):
            self._api.delete(self._store, key)

    def size(self, key: str) -> int | None:
        """Bytes of what stands there; None when there is nothing."""
        with self._store_errors("look into"), suppress(FileNotFoundError):
            return int(self._api.head(self._store, key)["size"])
        return None

    def read(self, key: str, most: int) -> bytes | None:
        """What stands there, up to `most` bytes, else something longer; None when there is nothing."""
        try:
            answer = self._api.get(self._store, key)
            if int(answer.meta["size"]) > most:
                return bytes(most + 1)
            return bytes(answer.bytes())
        except Exception as error:  # noqa: BLE001
            self._expect_absence(error)
            return None

    def read_at(self, key: str, start: int, count: int) -> bytes | None:
        """Bytes from `start`, fewer where it ends; None when there is nothing."""
        try:
            return bytes(self._api.get_range(self._store, key, start=start, length=count))
        except Exception as error:  # noqa: BLE001
            self._expect_absence(error)
            return None

    def create(self, key: str, data: bytes) -> NotCreated | None:
        """Write where nothing stands. None is a plain success; of any other answer only a look tells what it means."""
        try:
            self._api.put(self._store, key, data, mode="create", use_multipart=False)
        except Exception as error:  # noqa: BLE001
            return NotCreated(reason=_reason(error), denied=_denied(error))
        return None

    def upload(self, key: str, path: Path) -> None:
        """Upload a file, over what stands there, a part after the other. Raises ReadOnlyError where that is forbidden."""
        with self._store_errors("upload to", may_be_read_only=True):
            self._api.put(self._store, key, path, max_concurrency=1)

    def link(self, key: str, lifetime: timedelta) -> str:
        """A signed address that needs no credentials. Raises RefusedError where the store has none."""
        if not self.signs:
            raise RefusedError(f"{self.url} is a folder, which gives no links", help="give its base_url")
        with self._store_errors("sign a link of"):
            return str(self._api.sign(self._store, "GET", key, lifetime))

    def _expect_absence(self, error: Exception) -> None:
        """Raises StoreError for anything but a key that is not there: a bucket that is gone, a refusal.

        S3 answers 403 for a missing key to whoever may not list the bucket, so that 403 says nothing about the key.
        """
        code = _CODE.search(str(error))
        if isinstance(error, FileNotFoundError) and (code is None or code[1] not in _NO_BUCKET):
            return
        raise self._store_error("read", error, _READ_HELP if _denied(error) else None) from None

    @contextmanager
    def _store_errors(self, what: str, *, may_be_read_only: bool = False) -> Iterator[None]:
        """Turns whatever obstore raises, which is of many types, into StoreError."""
        try:
            yield
        except Exception as error:  # noqa: BLE001
            if may_be_read_only and _denied(error):
                raise ReadOnlyError(self.url, _reason(error)) from None
            raise self._store_error(what, error) from None

    def _store_error(self, what: str, error: Exception, way_out: str | None = None) -> StoreError:
        return StoreError(f"cannot {what} {self.url}: {_reason(error)}", help=way_out or _help(self.url))


def _open(url: str, keys: Credentials, retry: int, timeout: float) -> tuple[Any, "ObjectStore"]:
    try:
        import obstore  # noqa: PLC0415 - an extra, and slow to load
        from obstore.store import LocalStore, from_url  # noqa: PLC0415
    except ImportError:
        raise MissingExtraError(url, "team") from None
    client = _client(url, timeout)
    try:
        if _is_folder(url):
            return obstore, LocalStore(Path(unquote(urlsplit(url).path)), mkdir=True)
        retries = {"max_retries": 4 if retry else 0, "retry_timeout": timedelta(seconds=retry)}
        opened: Any = from_url  # its types tell the clouds apart, which an address does by itself
        return obstore, opened(url, client_options=client, retry_config=retries, **keys.options)
    except Exception as error:  # noqa: BLE001
        raise UsageError(f"cannot use {url}: {_reason(error)}", help=_help(url)) from None


def _is_folder(url: str) -> bool:
    return url.startswith("file:")


def _client(url: str, timeout: float) -> dict[str, Any]:
    """A server on this machine, as for tests and MinIO, may speak http. Raises UsageError for an address that is none,
    on which obstore would abort: one that is set and empty, as a CI job's variables are."""
    names = _ENDPOINTS.get(url.partition(":")[0], ())
    given = {name: os.environ[name] for name in names if name in os.environ}
    for name, address in given.items():
        if not re.match(r"https?://[^/]", address):
            raise UsageError(
                f"{name} is no address: {plain(address, 100)!r}", help=f"unset {name}, or name a server"
            )
    here = is_loopback(urlsplit(next(iter(given.values()), "")).hostname or "")
    options = {"connect_timeout": "10s", "timeout": timedelta(seconds=timeout)}
    return {**options, **({"allow_http": True} if here else {})}


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
    return _HIDDEN.sub("…", last)[:200] or type(error).__name__


def _denied(error: Exception) -> bool:
    return type(error).__name__ in {"PermissionDeniedError", "UnauthenticatedError"}


def _help(url: str) -> str:
    scheme = url.partition(":")[0]
    return {
        "s3": "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION (AWS_ENDPOINT_URL for other than Amazon's)",
        "gs": "gcloud auth application-default login; or set GOOGLE_APPLICATION_CREDENTIALS to a service account's key file",
        "az": "set AZURE_STORAGE_ACCOUNT_NAME, and either az login or AZURE_STORAGE_ACCOUNT_KEY",
        "file": "the folder must be writable",
    }.get(scheme, "see the store's address")
