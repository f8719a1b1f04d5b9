"""The request that each take was built from last, so that a plan can say what has changed since."""

from collections.abc import Collection, Iterable

from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.plan.model import Want
from seedance_make.core.request.fingerprint import Document, by_name, document, is_document, parse_document
from seedance_make.core.request.receipts import nearest_document
from seedance_make.core.storyboard.fields import set_in
from seedance_make.core.storyboard.model import Receipt
from seedance_make.engine.world import World


def last_key(world: World, profile: str | None, shot: str, take: int) -> str:
    """Under which the index knows the request that a take was built from last."""
    return f"last:{world.origin}:{world.project}:{profile or ''}:{shot}@{take}"


def previous_requests(
    world: World,
    profile: str | None,
    takes: Collection[Want],
    attempts: Iterable[Attempt],
    receipts: Iterable[Receipt],
) -> dict[tuple[str, int], Document | None]:
    """By shot and take: as the index knows it, else the journal's `attempts`, else the receipts of that shot and take;
    None when there are only receipts without documents."""
    documents: dict[tuple[str, int], Document | None] = {}
    for row in attempts:
        if row.profile == profile and row.state is not State.NOT_SENT:
            documents[row.shot, row.take] = parse_document(row.request)
    labelled: dict[tuple[str, int], list[Receipt]] = {}
    for receipt in receipts:
        labelled.setdefault((receipt.shot, receipt.take), []).append(receipt)
    keys = {(w.shot.name, w.take): last_key(world, profile, w.shot.name, w.take) for w in takes}
    entries = world.index.get_many(keys.values())
    for want in takes:
        key = want.shot.name, want.take
        kept = entries.get(keys[key])
        if is_document(kept):
            documents[key] = kept
        elif key in labelled and documents.get(key) is None:
            documents |= _by_receipts(want, labelled[key], profile)
    return documents


def _by_receipts(
    want: Want, receipts: Iterable[Receipt], profile: str | None
) -> dict[tuple[str, int], Document | None]:
    """A receipt does not say by which profile it was bought: under one, only those of its settings count."""
    now = document(want.request, by_name)
    assert now is not None
    if profile is not None:
        receipts = [r for r in receipts if _same_settings(r, now)]
        if not receipts:
            return {}
    return {(want.shot.name, want.take): nearest_document(receipts, now)}


def _same_settings(receipt: Receipt, now: Document) -> bool:
    then = parse_document(receipt.document or "")
    fields = [f for f in set_in("profile") if f in now["request"]]
    return (
        then is not None
        and then["model"] == now["model"]
        and all(then["request"].get(f) == now["request"][f] for f in fields)
    )


def clip_documents_of(
    digests: Iterable[str], attempts: Iterable[Attempt], receipts: Iterable[Receipt]
) -> dict[str, Document]:
    """What these clips were made from, by the journal, else by their receipts."""
    wanted = set(digests)
    texts = {r.sha256: r.document for r in receipts if r.sha256 in wanted and r.document}
    texts |= {a.sha256: row.request for row in attempts for a in row.artifacts if a.sha256 in wanted}
    return {digest: document for digest, text in texts.items() if (document := parse_document(text))}
