"""What the committed receipts say about a fingerprint, when two people bought it as well as when one did."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from seedance_make.core.request.changes import changes
from seedance_make.core.request.fingerprint import (
    Document,
    by_name,
    canonical,
    document,
    fingerprint,
    parse_document,
)
from seedance_make.core.request.request import ByFile, Request, bind
from seedance_make.core.storyboard.model import Receipt, ResolvedShot


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


def remembered_files(shot: ResolvedShot, receipts: Iterable[Receipt]) -> dict[str, str]:
    """A shot's local media as the receipts of its takes name them: path → sha256. Of the one that differs least."""
    remembered: dict[str, str] = {}
    for take in shot.takes:
        request = bind(shot, take, files={}, clips={})
        now = document(request, by_name)
        then = (
            nearest_document((r for r in receipts if (r.shot, r.take) == (shot.name, take)), now)
            if now
            else None
        )
        for field, media in request.media.items() if then else ():
            named = then["request"].get(field) if then else None
            digests = [_digest_of_file(medium) for medium in (named if isinstance(named, list) else [named])]
            if len(digests) == len(media):
                paired = zip(media, digests, strict=True)
                remembered |= {m.path: digest for m, digest in paired if isinstance(m, ByFile) and digest}
    return remembered


def _digest_of_file(medium: object) -> str | None:
    """Of a medium of a document that is neither an address nor a frame."""
    return str(medium["sha256"]) if isinstance(medium, Mapping) and set(medium) == {"sha256"} else None


def adopted(purchase: Iterable[Receipt], request: Request) -> tuple[Receipt, ...]:
    """The receipts of a clip that was bought for another take, as receipts of the take that `request` is. The task stays
    the same: it was paid once. Their shot stays a label."""
    content = canonical(request)
    return tuple(
        replace(
            r, fingerprint=fingerprint(request) or "", take=request.take,
            document=content.decode() if content else None,
        )
        for r in purchase
    )  # fmt: skip


def is_other_take(receipt: Receipt, request: Request) -> bool:
    """Whether a purchase was asked for just as `request` is, but for its take."""
    document = parse_document(receipt.document) if receipt.document else None
    take = document["take"] if document else receipt.take
    return fingerprint(replace(request, take=int(str(take)))) == receipt.fingerprint
