"""Local files uploaded to an object store: once per digest, under a name that its bytes give it.

The API gets a link signed for 24 hours, or, where the store's folder is public, its public address.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from seedance_make.core.errors import RefusedError, StoreError
from seedance_make.remote.objects import Objects

LIFETIME = timedelta(hours=24)
"""Of a signed link: a task reads its media within minutes of its submission."""

_MEDIA_TYPES = {
    "jpeg": "image/jpeg", "png": "image/png", "webp": "image/webp", "bmp": "image/bmp", "tiff": "image/tiff",
    "gif": "image/gif", "mp4": "video/mp4", "mov": "video/quicktime", "wav": "audio/wav", "mp3": "audio/mpeg",
}  # fmt: skip
_ENDINGS = {"jpeg": "jpg"}
_FRAME = "png"
_TRIAL = b"seedance-make\n"
_TRIAL_NAME = "seedance-make.txt"


class StorePublisher:
    """`core.ports.network.Publisher` over an object store.

    `types`: digest → the file's type as its bytes tell it (jpeg, mp4 …); what is not in it is a frame, a PNG.
    `base_url`: the public address of the store's folder; None: signed links.
    """

    def __init__(self, url: str, *, base_url: str | None, folder: str = "", types: Mapping[str, str]) -> None:
        self._url = url
        self._base_url = base_url
        self._folder = folder
        self._types = types
        self._objects: Objects | None = None
        self._uploads: dict[str, asyncio.Task[None]] = {}

    @asynccontextmanager
    async def trial(self) -> AsyncIterator[tuple[str, bytes]]:
        """A few bytes are uploaded, and removed again: their address, and what it must give meanwhile.

        Raises UsageError, StoreError or RefusedError.
        """
        objects = await asyncio.to_thread(self._opened)
        key = f"{self._folder}{_TRIAL_NAME}"
        await asyncio.to_thread(objects.put, key, _TRIAL, "text/plain")
        try:
            yield await asyncio.to_thread(self._address, objects, key), _TRIAL
        finally:
            with suppress(StoreError):  # whoever may upload need not be allowed to remove
                await asyncio.to_thread(objects.remove, key)

    async def publish(self, path: Path, digest: str) -> str:
        """The address of a file with that digest. Raises StoreError, or RefusedError when the file has changed."""
        form = self._types.get(digest)
        key = self._folder + file_name(digest, form)
        task = self._uploads.get(digest)
        if task is None:
            task = self._uploads[digest] = asyncio.create_task(
                asyncio.to_thread(self._upload, path, digest, key, media_type(form))
            )
        await asyncio.shield(task)
        return await asyncio.to_thread(self._address, self._opened(), key)

    def _upload(self, path: Path, digest: str, key: str, media_type: str) -> None:
        """Unless it stands there already: a name is a digest, so what has it is it, unless it was cut short."""
        data = read_file(path, digest)
        objects = self._opened()
        if objects.size(key) != len(data):
            objects.put(key, data, media_type)

    def _address(self, objects: Objects, key: str) -> str:
        if self._base_url is None:
            return objects.link(key, LIFETIME)
        return f"{self._base_url.rstrip('/')}/{quote(key)}"

    def _opened(self) -> Objects:
        if self._objects is None:
            self._objects = Objects(self._url)
        return self._objects


def file_name(digest: str, form: str | None) -> str:
    """What a published file is called. `form`: its type (jpeg, mp4 …); None: a frame, a PNG."""
    form = form or _FRAME
    return f"{digest}.{_ENDINGS.get(form, form)}"


def media_type(form: str | None) -> str:
    """What HTTP calls a type of `file_name`."""
    return _MEDIA_TYPES.get(form or _FRAME, "application/octet-stream")


def read_file(path: Path, digest: str) -> bytes:
    """A file's bytes, if they still are what was planned: else what is sent would not be what was fingerprinted.

    Raises RefusedError when they are not, StoreError when it cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise StoreError(f"cannot read {path}: {error.strerror}") from None
    if sha256(data).hexdigest() != digest:
        raise RefusedError(f"{path.name} has changed while the build ran", help="run build again")
    return data
