"""A team store over a bucket, and what is put into it."""

from hashlib import sha256
from pathlib import Path

from claim_samples import intent

from seedance_make.core.request.fingerprint import Document, fingerprint_of
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.results import SharedResult
from seedance_make.remote.team import TeamStore, open_team

ORIGIN, FP = "reapi.ai", "e" * 64
FIRST, SECOND = intent("a"), intent("b")


def quick(url: str, *, timeout: float = 20) -> TeamStore:
    """One that tries again without waiting for long."""
    return open_team(url, chance=lambda: 0.0, pause=lambda _seconds: None, retry=2, timeout=timeout)


def clip(folder: Path, data: bytes) -> tuple[Artifact, Path]:
    """A file and the digest of its bytes."""
    digest = sha256(data).hexdigest()
    path = folder / digest
    path.write_bytes(data)
    return Artifact(sha256=digest, size=len(data)), path


def result(task_id: str, *artifacts: Artifact, prompt: str = "a red boat") -> tuple[str, SharedResult]:
    """A result and its fingerprint."""
    document: Document = {"v": 1, "model": "m", "take": 1, "request": {"prompt": prompt}}
    fingerprint = fingerprint_of(document) or ""
    return fingerprint, SharedResult(task_id=task_id, credits=181, artifacts=artifacts, document=document)
