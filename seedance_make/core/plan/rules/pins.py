"""What only the store and the lock file can say of a pin: whether its bytes are anywhere, and whether others can have them."""

from collections.abc import Iterable, Iterator

from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import Want
from seedance_make.core.plan.wants import pin_of
from seedance_make.core.text.diagnostic import Problem, Severity

UNPROVED = "pin-without-receipt"


def pin_problems(wanted: Iterable[Want], snapshot: Snapshot) -> Iterator[Problem]:
    """A pin that names no clip is an error; one that only this machine's store knows, or that another model made, is a
    warning."""
    for want in wanted:
        pin = pin_of(want.shot, snapshot.origin)
        if pin is None or want.take != want.shot.chosen:
            continue
        digest = snapshot.pins.get(pin)
        if digest is None:
            yield Problem.at(
                want.shot,
                "pin",
                name="unknown-pin",
                message=f"no clip is known by {pin[:12]}: not to the lock file, nor to the store",
                help=f"remove the pin, or fix the clip that is chosen now: seedance-make pin {want.shot.name}",
            )
        elif digest not in snapshot.receipted:
            yield Problem.at(
                want.shot,
                "pin",
                name=UNPROVED,
                message=f"the clip {pin[:12]} has no receipt in the lock file: only this machine can have it",
                help="build the take without the pin once, so that its receipt is written",
                severity=Severity.WARNING,
            )
        made = snapshot.clip_documents.get(digest or "")
        if made is not None and made["model"] != want.shot.model.id:
            yield Problem.at(
                want.shot,
                "pin",
                name="pinned-other-model",
                message=f"the clip {pin[:12]} was made by {made['model']}, and the shot asks for {want.shot.model.id}",
                help="unset the pin: `pin: null` in the shot, or in the profile that changes the model",
                severity=Severity.WARNING,
            )
