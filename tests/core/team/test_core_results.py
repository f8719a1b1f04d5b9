"""What a purchase gave, as the team store keeps it."""

import json
from hashlib import sha256
from typing import Any

import pytest
import rfc8785
from claim_samples import CLIP

from seedance_make.core.request.fingerprint import Document
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.results import RESULT_BYTES, SharedResult, encode_result, parse_result

DOCUMENT: Document = {
    "v": 1,
    "model": "seedance-2.0-mini",
    "take": 1,
    "request": {"prompt": "a red boat", "duration": 4},
}
FINGERPRINT = sha256(rfc8785.dumps(dict(DOCUMENT))).hexdigest()  # type: ignore[arg-type]
RESULT = SharedResult(task_id="task_1", credits=181, artifacts=(CLIP,), document=DOCUMENT)


def test_a_result_is_read_as_it_was_written() -> None:
    assert parse_result(encode_result(RESULT), FINGERPRINT) == RESULT
    two = SharedResult(
        task_id="task_1", credits=0, artifacts=(CLIP, Artifact(sha256="d" * 64, size=1)), document=DOCUMENT
    )
    assert parse_result(encode_result(two), FINGERPRINT) == two


def test_it_is_this_object() -> None:
    assert json.loads(encode_result(RESULT)) == {
        "v": 1, "task_id": "task_1", "credits": 181, "videos": [{"sha256": "c" * 64, "bytes": 1000}],
        "document": DOCUMENT,
    }  # fmt: skip


def changed(**keys: Any) -> bytes:
    plain = json.loads(encode_result(RESULT)) | keys
    return json.dumps({k: v for k, v in plain.items() if v is not ...}).encode()


def video(**keys: Any) -> bytes:
    return changed(videos=[{"sha256": "c" * 64, "bytes": 1000} | keys])


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"\x00", "it is no JSON"),
        (b" " * (RESULT_BYTES + 1), "it has more than 262,144 bytes"),
        (changed(v=2), "it has a version that this seedance-make does not know"),
        (changed(task_id=None), "its `task_id` is not as it should be"),
        (changed(task_id="a\nb"), "its `task_id` is not as it should be"),
        (changed(credits=-1), "its `credits` is not as it should be"),
        (changed(credits=True), "its `credits` is not as it should be"),
        (changed(credits=10**9 + 1), "its `credits` is not as it should be"),
        (changed(credits=1.0), "its `credits` is not as it should be"),
        (changed(videos=[]), "its `videos` are not as they should be"),
        (changed(videos=[{"sha256": "c" * 64, "bytes": 1}] * 17), "its `videos` are not as they should be"),
        (changed(videos="c" * 64), "its `videos` are not as they should be"),
        (video(sha256="C" * 64), "its `videos` are not as they should be"),
        (video(sha256="../../journal.db"), "its `videos` are not as they should be"),
        (video(bytes=0), "its `videos` are not as they should be"),
        (video(bytes=2 * 1024**3 + 1), "its `videos` are not as they should be"),
        (video(bytes="1000"), "its `videos` are not as they should be"),
        (changed(document=...), "its document has another fingerprint"),
        (changed(document=DOCUMENT | {"take": 2}), "its document has another fingerprint"),
        (changed(document={"v": float("inf")}), "its document has another fingerprint"),
        (changed(document=DOCUMENT | {"model": "\ud800"}), "its document has another fingerprint"),
        (changed(document={"v": 2**60}), "its document has another fingerprint"),
    ],
)
def test_what_is_no_result_says_why(raw: bytes, why: str) -> None:
    assert parse_result(raw, FINGERPRINT) == why
