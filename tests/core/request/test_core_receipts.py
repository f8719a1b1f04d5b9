"""Which receipt is the take, when two people bought it as well as when one did."""

from itertools import permutations

import pytest

from seedance_make.core.request.receipts import purchases
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
