"""Which receipt is the take, when two people bought it as well as when one did."""

import json
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from plan_samples import document_of, shot

from seedance_make.core.request.fingerprint import parse_document
from seedance_make.core.request.receipts import nearest_document, purchases
from seedance_make.core.storyboard.model import Receipt

FP, OTHER = "a" * 64, "b" * 64


def receipt(task: str, sha: str = "d", *, fp: str = FP, origin: str = "reapi.ai", video: int = 1) -> Receipt:
    return Receipt(
        fingerprint=fp, sha256=sha * 64, bytes=1, model="m", origin=origin, task_id=task, credits=1, shot="s",
        take=1, video=video,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("receipts", "take"),
    [
        ([], None),
        ([receipt("t1")], receipt("t1")),
        ([receipt("t2", "1"), receipt("t1", "2")], receipt("t1", "2")),
        ([receipt("t10", "1"), receipt("t9", "2")], receipt("t10", "1")),  # as text
        ([receipt("t1", "2", video=2), receipt("t1", "3")], receipt("t1", "3")),
        ([receipt("t1", "2"), receipt("t1", "1")], receipt("t1", "1")),
        ([receipt("t1", origin="loopback"), receipt("t2")], receipt("t2")),
        ([receipt("t1", origin="simulator")], None),
        ([receipt("t1", fp=OTHER)], None),
    ],
)
def test_the_take(receipts: list[Receipt], take: Receipt | None) -> None:
    for order in permutations(receipts):
        bought = purchases(order, "reapi.ai").get(FP)
        assert (bought[0][0] if bought else None) == take


def test_all_purchases_are_kept_the_take_first() -> None:
    receipts = [
        receipt("t2", "1"),
        receipt("t1", "3", video=2),
        receipt("t1", "2"),
        receipt("t5", fp=OTHER),
        receipt("t0", origin="loopback"),
    ]
    for order in permutations(receipts):
        assert purchases(order, "reapi.ai") == {
            FP: ((receipt("t1", "2"), receipt("t1", "3", video=2)), (receipt("t2", "1"),)),
            OTHER: ((receipt("t5", fp=OTHER),),),
        }


def test_a_renamed_line_is_no_further_video() -> None:
    one = receipt("t1")
    for lines in permutations([one, replace(one, shot="renamed"), replace(one, document="{}")]):
        assert [videos[0].sha256 for videos in purchases(lines, "reapi.ai")[FP]] == [one.sha256]
        assert len(purchases(lines, "reapi.ai")[FP][0]) == 1


def test_of_several_requests_the_nearest_is_what_changed() -> None:
    def told(**fields: Any) -> Receipt:
        return replace(receipt("t1"), document=json.dumps(document_of(shot(**fields))))

    now = parse_document(json.dumps(document_of(shot())))
    assert now is not None
    near, far = told(prompt="A gate opens."), told(prompt="A gate opens.", duration=9)
    for lines in permutations([near, far, receipt("t2")]):
        assert nearest_document(lines, now) == document_of(shot(prompt="A gate opens."))
    assert nearest_document([receipt("t2")], now) is None
