"""What the committed receipts say about a fingerprint, when two people bought it as well as when one did."""

from collections.abc import Iterable, Mapping

from seedance_make.core.request.changes import changes
from seedance_make.core.request.fingerprint import Document, parse_document
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
    """By video; of one video under two digests (it should not be) the smaller digest goes first. Lines that differ in
    their labels alone are one."""
    videos = {(r.video, r.sha256): r for r in sorted(receipts, key=lambda r: r.document is not None)}
    return tuple(videos[key] for key in sorted(videos))


def nearest_document(receipts: Iterable[Receipt], now: Document) -> Document | None:
    """Of what was bought under a label, the request that differs from today's in the fewest fields."""
    documents = [d for r in receipts if r.document and (d := parse_document(r.document))]
    return min(documents, key=lambda d: len(changes(d, now)), default=None)
