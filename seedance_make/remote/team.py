"""The team store: what its keys mean, over any bucket. Everything read is checked, everything written is looked at.

"Exists already" is not an answer. A store says it of a key that nobody holds (S3's 409), and of one that is ours
(stored, answered with an error, sent again by the library). So after every answer that is not a plain success the key
is read: our own bytes → ours, nothing → again, another's → theirs.
"""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from seedance_make.core.errors import ReadOnlyError, StoreError
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.ports.team import Bucket
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.claims import CLAIM_BYTES, Claim, NoClaim, encode_claim, parse_claim
from seedance_make.core.team.keys import MOST_NUMBERS, ac_key, cas_key, claim_key, race_key
from seedance_make.core.team.results import RESULT_BYTES, SharedResult, encode_result, parse_result
from seedance_make.remote.folder import FolderBucket
from seedance_make.remote.objects import Objects

TRIES = 6
"""Of a create whose answer says nothing and whose key is not there."""

RACERS = 16
BLOCK = 4 * 1024 * 1024
"""Bytes that are asked for at once: each question has the bucket's own deadline."""

_AT_ONCE = 8  # numbers of a long chain
_FIRST_PAUSE = 0.2  # seconds


def open_team(
    url: str,
    *,
    chance: Callable[[], float] = random.random,
    pause: Callable[[float], None] = time.sleep,
    retry: int = 15,
    timeout: float = 120,
) -> "TeamStore":
    """The team store at an address. Asks nothing yet. `retry` and `timeout` as `Objects` takes them.

    Raises UsageError for an address that cannot be opened, or without the extra `team` where it needs one.
    """
    bucket: Bucket = (
        FolderBucket(url) if url.startswith("file:") else Objects(url, retry=retry, timeout=timeout)
    )
    return TeamStore(bucket, chance=chance, pause=pause)


class TeamStore:
    """`core.ports.team.Team`."""

    def __init__(
        self, bucket: Bucket, *, chance: Callable[[], float], pause: Callable[[float], None]
    ) -> None:
        """`chance` in [0, 1) spreads what is tried again, `pause` waits for seconds."""
        self._bucket = bucket
        self._chance = chance
        self._pause = pause
        self._bad: set[str] = set()  # digests under which other bytes were found

    @property
    def url(self) -> str:
        """Its address, as people wrote it."""
        return self._bucket.url

    @property
    def credentials(self) -> str:
        """Where the credentials come from, for people."""
        return self._bucket.credentials

    def claims(self, origin: str, fingerprint: str) -> Sequence[Claim | NoClaim]:
        """Every claim on a fingerprint, from the first."""
        objects = self._numbered(lambda n: claim_key(origin, fingerprint, n), CLAIM_BYTES)
        claims = [parse_claim(raw) for raw in objects]
        endless = NoClaim(why=f"somebody plays with the store: there are {MOST_NUMBERS:,} and more")
        return [*claims, endless] if len(claims) >= MOST_NUMBERS else claims

    def add_claim(self, origin: str, fingerprint: str, number: int, claim: Claim) -> bool:
        """Make the claim at a number that was free; False when somebody else's stands there by now."""
        return self._create(claim_key(origin, fingerprint, number), encode_claim(claim))

    def results(self, origin: str, fingerprint: str) -> Sequence[SharedResult]:
        """What a fingerprint gave, the smallest task id first. What is no result is left out."""
        objects = self._numbered(lambda n: ac_key(origin, fingerprint, n), RESULT_BYTES)
        parsed = [parse_result(raw, fingerprint) for raw in objects]
        return sorted((r for r in parsed if isinstance(r, SharedResult)), key=lambda r: r.task_id)

    def add_result(self, origin: str, fingerprint: str, result: SharedResult) -> None:
        """Write it down under the first number that is free, unless it is there already."""
        raw = encode_result(result)
        there = list(self._numbered(lambda n: ac_key(origin, fingerprint, n), RESULT_BYTES))
        while not any(_same(parse_result(t, fingerprint), result) for t in there):
            key = ac_key(origin, fingerprint, len(there) + 1)
            if self._create(key, raw):
                return
            there.append(self._bucket.read(key, RESULT_BYTES) or b"")

    def has(self, artifact: Artifact) -> bool:
        """Whether bytes of that length stand under the digest and were not found to be others."""
        if artifact.sha256 in self._bad:
            return False
        size = self._bucket.size(cas_key(artifact.sha256))
        return size is not None and size == (artifact.size or size)

    def fetch(self, artifact: Artifact, sink: Sink, on_bytes: Callable[[int], None]) -> bool:
        """Read the bytes into a sink, block by block; False unless they are the digest's."""
        key, size = cas_key(artifact.sha256), self._bucket.size(cas_key(artifact.sha256))
        if size is None or size != (artifact.size or size):
            return False
        while sink.size < size:
            block = self._bucket.read_at(key, sink.size, min(BLOCK, size - sink.size))
            if not block:
                return False
            sink.write(block)
            on_bytes(sink.size)
        if sink.digest() == artifact.sha256:
            return True
        self._bad.add(artifact.sha256)
        return False

    def share(self, artifact: Artifact, path: Path) -> bool:
        """Upload a file that has the digest; False where it is there already."""
        if self.has(artifact):
            return False
        self._bucket.upload(cas_key(artifact.sha256), path)
        self._bad.discard(artifact.sha256)
        return True

    def race(self, name: str) -> bool:
        """Create one key 16 times at once: whether exactly one of them won, and is what stands there."""
        key = race_key(name)
        start = Barrier(RACERS)

        def run(number: int) -> bool:
            start.wait()
            return self._create(key, _racer(name, number))

        with ThreadPoolExecutor(RACERS) as racers:
            won = list(racers.map(run, range(RACERS)))
        stands = self._bucket.read(key, CLAIM_BYTES)
        return won.count(True) == 1 and stands == _racer(name, won.index(True))

    def raced(self, name: str) -> bool:
        """Whether a race under that name was held here."""
        return self._bucket.read(race_key(name), CLAIM_BYTES) is not None

    def _create(self, key: str, data: bytes) -> bool:
        """Write where nothing stands: True when what stands there is ours, False when it is another's.

        Raises StoreError while that cannot be told, ReadOnlyError where writing is forbidden.
        """
        answer = None
        for tried in range(TRIES):
            if tried:
                self._pause(_FIRST_PAUSE * 2 ** (tried - 1) * (0.5 + self._chance()))
            answer = self._bucket.create(key, data)
            if answer is None:
                return True
            there = self._bucket.read(key, max(len(data), CLAIM_BYTES))
            if there is not None:
                return there == data
            if answer.denied:
                raise ReadOnlyError(self.url, answer.reason)
        assert answer is not None
        raise StoreError(
            f"{self.url} does not say whether it has stored something: {answer.reason}",
            help="nothing was sent for it; look at the store, then run the same command again",
        )

    def _numbered(self, key: Callable[[int], str], most: int) -> Iterator[bytes]:
        """What stands under 1, 2, 3 …, up to the first number that is free. A long row is read side by side, and not
        for ever: a mischief with one take is none with the others."""
        number, width = 1, 1
        while number <= MOST_NUMBERS:
            for raw in self._side_by_side([key(n) for n in range(number, number + width)], most):
                if raw is None:
                    return
                yield raw
            number, width = number + width, _AT_ONCE if number > 1 else 2

    def _side_by_side(self, keys: Sequence[str], most: int) -> Sequence[bytes | None]:
        if len(keys) == 1:
            return [self._bucket.read(keys[0], most)]
        with ThreadPoolExecutor(len(keys)) as readers:
            return list(readers.map(lambda key: self._bucket.read(key, most), keys))


def _racer(name: str, number: int) -> bytes:
    return f"seedance-make race {name} {number}\n".encode()


def _same(there: SharedResult | str, result: SharedResult) -> bool:
    return isinstance(there, SharedResult) and (there.task_id, there.artifacts) == (
        result.task_id,
        result.artifacts,
    )
