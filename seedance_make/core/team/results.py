"""A result: what a purchase gave, as one object of the team store that is written once.

It is found by its fingerprint, says whose task it was and by which digests its bytes are known, and carries the
document that was fingerprinted, whole: a result whose document has another fingerprint is none. It is a hint and no
proof: bytes are believed by their own sha256, and the lock file's digest goes before the one that is read here.
"""

import re
from dataclasses import dataclass

from seedance_make.core.request.fingerprint import Document, canonical_json, fingerprint_of, is_document
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.claims import TASK_ID, VERSION, read_object

RESULT_BYTES = 256 * 1024
"""More is no result."""

MOST_VIDEOS = 16
"""Of one task."""

MOST_ARTIFACT = 2 * 1024**3
"""Bytes of one video: more is not downloaded."""

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_MOST_CREDITS = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedResult:
    """One purchase that the team store knows."""

    task_id: str
    credits: int  # what it cost, by whoever wrote it
    artifacts: tuple[Artifact, ...]  # one a video, the first is the take
    document: Document  # what was fingerprinted


def encode_result(result: SharedResult) -> bytes:
    """As it is kept: the same purchase is the same bytes, whoever writes it."""
    content = {
        "v": VERSION, "task_id": result.task_id, "credits": result.credits,
        "videos": [{"sha256": a.sha256, "bytes": a.size} for a in result.artifacts],
        "document": result.document,
    }  # fmt: skip
    return canonical_json(content)


def parse_result(raw: bytes, fingerprint: str) -> SharedResult | str:
    """The result under a fingerprint; or why it is none."""
    content = read_object(raw, RESULT_BYTES)
    if isinstance(content, str):
        return content
    if not (isinstance(content.get("task_id"), str) and TASK_ID.match(content["task_id"])):
        return "its `task_id` is not as it should be"
    if not _is_count(content.get("credits"), 0, _MOST_CREDITS):
        return "its `credits` is not as it should be"
    artifacts = _artifacts(content.get("videos"))
    if artifacts is None:
        return "its `videos` are not as they should be"
    document = content.get("document")
    if not is_document(document) or fingerprint_of(document) != fingerprint:
        return "its document has another fingerprint"
    return SharedResult(
        task_id=content["task_id"], credits=content["credits"], artifacts=artifacts, document=document
    )


def _artifacts(videos: object) -> tuple[Artifact, ...] | None:
    if not isinstance(videos, list) or not 1 <= len(videos) <= MOST_VIDEOS:
        return None
    artifacts = []
    for video in videos:
        match video:
            case {"sha256": str(digest), "bytes": size} if _DIGEST.match(digest) and _is_count(
                size, 1, MOST_ARTIFACT
            ):
                artifacts.append(Artifact(sha256=digest, size=size))
            case _:
                return None
    return tuple(artifacts)


def _is_count(value: object, least: int, most: int) -> bool:
    return type(value) is int and least <= value <= most
