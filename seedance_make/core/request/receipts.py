"""What the committed receipts say about a fingerprint, when two people bought it as well as when one did."""

from collections.abc import Iterable, Mapping

from seedance_make.core.storyboard.model import Receipt


def purchases(receipts: Iterable[Receipt], origin: str) -> Mapping[str, tuple[tuple[Receipt, ...], ...]]:
    """Fingerprint → its purchases at that origin, each with its videos in order; the first purchase is the take.

    Two people may have bought the same before their branches met. Then the smaller task id (as text) is the take,
    everywhere and whatever the order of the lines; the others are kept and can be shown.
    """
    bought: dict[str, dict[str, list[Receipt]]] = {}
    for receipt in receipts:
        if receipt.origin == origin:
            bought.setdefault(receipt.fingerprint, {}).setdefault(receipt.task_id, []).append(receipt)
    return {
        fingerprint: tuple(_videos(tasks[task]) for task in sorted(tasks))
        for fingerprint, tasks in bought.items()
    }


def _videos(receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """By video; one video under two digests (it should not be) is told by the smaller digest first."""
    return tuple(sorted(receipts, key=lambda r: (r.video, r.sha256)))
