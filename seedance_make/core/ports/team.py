"""The team's shared store: bytes under names, and what they mean."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.claims import Claim, NoClaim
from seedance_make.core.team.results import SharedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class NotCreated:
    """An answer to create-if-absent that is no plain success. It does not say whether the key is there, nor whose."""

    reason: str
    denied: bool = False  # writing is forbidden


class Bucket(Protocol):
    """Bytes under names, in an object store or a folder. Synchronous. Every method raises StoreError for trouble; an
    answer of "forbidden" is trouble and never absence."""

    @property
    def url(self) -> str:
        """Its address, as people wrote it."""

    @property
    def credentials(self) -> str:
        """Where the credentials that it is asked with come from, for people."""

    def read(self, key: str, most: int) -> bytes | None:
        """What stands there, up to `most` bytes, else something longer; None: nothing does."""

    def read_at(self, key: str, start: int, count: int) -> bytes | None:
        """Bytes from `start`, fewer where it ends; None: nothing stands there."""

    def size(self, key: str) -> int | None:
        """Bytes of what stands there; None: nothing does."""

    def create(self, key: str, data: bytes) -> NotCreated | None:
        """Write where nothing stands, in one step; None is a plain success. Never raises for what the store answers."""

    def upload(self, key: str, path: Path) -> None:
        """Write a file, whole or not at all, over what stands there. Raises ReadOnlyError where that is forbidden."""


class Team(Protocol):
    """The results and claims of a team. Synchronous. Every method raises StoreError when the store cannot be asked,
    and ReadOnlyError where it takes nothing from us."""

    @property
    def url(self) -> str:
        """Its address, as people wrote it."""

    @property
    def credentials(self) -> str:
        """Where the credentials that it is asked with come from, for people."""

    def claims(self, origin: str, fingerprint: str) -> Sequence[Claim | NoClaim]:
        """Every claim on a fingerprint, from the first."""

    def add_claim(self, origin: str, fingerprint: str, number: int, claim: Claim) -> bool:
        """Make the claim at a number that was free; False when somebody else's stands there by now."""

    def results(self, origin: str, fingerprint: str) -> Sequence[SharedResult]:
        """What a fingerprint gave, the smallest task id first. What is no result is left out."""

    def add_result(self, origin: str, fingerprint: str, result: SharedResult) -> None:
        """Write it down, unless it is there already."""

    def has(self, artifact: Artifact) -> bool:
        """Whether bytes of that length stand under the digest, as far as can be told without reading them."""

    def fetch(self, artifact: Artifact, sink: Sink, on_bytes: Callable[[int], None]) -> bool:
        """Read the bytes into a sink; False unless they are the digest's. `on_bytes(received)` in bytes."""

    def share(self, artifact: Artifact, path: Path) -> bool:
        """Upload a file that has the digest; False where it is there already."""

    def race(self, name: str) -> bool:
        """Create one key 16 times at once, under a name that was never used: whether exactly one of them won."""

    def raced(self, name: str) -> bool:
        """Whether a race under that name was held here: it is still the same store."""
