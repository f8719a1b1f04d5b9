"""The end of a build in a title and a line, for a desktop's notification. It reads the document of `build --json`."""

from collections import Counter
from typing import Any

from seedance_make.core.errors import Exit
from seedance_make.core.plan.report import Ending
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import PROGRAM

_TITLES = {
    Exit.OK: "done",
    Exit.FAILED: "something failed",
    Exit.BLOCKED: "blocked",
    Exit.REFUSED: "refused",
    Exit.RUNNING: "still running",
    Exit.INTERRUPTED: "interrupted",
    Exit.TERMINATED: "terminated",
}
_LONGEST = 200  # characters


def notice_text(status: int, document: Any) -> tuple[str, str]:
    """Title and text of a build that ended with this status. `document`: its own, or that of an early end."""
    title = f"{PROGRAM}: {_TITLES.get(Exit(status), 'not built')}"
    if "error" in document:
        return title, plain(document["error"]["message"].partition("\n")[0], _LONGEST)
    endings = Counter(action["result"] for action in document["actions"])
    counted = ", ".join(f"{endings[e]:,} {e.value}" for e in Ending if endings[e]) or "nothing to do"
    spent = document["totals"]["spent"]
    return title, f"{counted}; spent {dollars(spent)}" if spent else counted
