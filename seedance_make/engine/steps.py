"""The named steps of a purchase. A test kills the process at one of them; nothing else listens."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """In the order in which a purchase passes them."""

    AFTER_CLAIM = "after-claim"  # the team store knows, the journal does not yet
    BEFORE_INTENT = "before-intent"
    AFTER_INTENT = "after-intent"
    AFTER_ACCEPT = "after-accept"  # the API has answered, its id is not kept yet
    AFTER_SUBMITTED = "after-submitted"
    AFTER_CLAIM_ID = "after-claim-id"  # the id is in the claim too
    AFTER_COMPLETED = "after-completed"
    IN_DOWNLOAD = "in-download"
    BEFORE_VERIFIED = "before-verified"  # bytes fsynced in their temporary file
    AFTER_VERIFIED = "after-verified"
    AFTER_RENAME = "after-rename"  # in the CAS, not yet DONE
    AFTER_DONE = "after-done"
    IN_INDEX = "in-index"
    AFTER_OUTPUT = "after-output"  # in the output tree, not yet in the lock file
    RECEIPT_GATHERED = "receipt-gathered"  # its receipt is in memory alone, to be written with others
    AFTER_UPLOAD = "after-upload"  # its bytes are in the team store, its result is not
    AFTER_RESULT = "after-result"  # so is its result; the claim does not say so yet
    AFTER_CLAIM_DONE = "after-claim-done"


Steps = Callable[[Step], None]


def walk_on(_step: Step) -> None:
    """What happens at a step outside of tests: nothing."""
