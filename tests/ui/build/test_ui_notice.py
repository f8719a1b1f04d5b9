"""A build's end for the desktop."""

from typing import Any

import pytest

from seedance_make.core.errors import Exit
from seedance_make.ui.build.notice import notice_text


def report(*results: str, spent: int = 0) -> Any:
    return {"actions": [{"result": r} for r in results], "totals": {"spent": spent}}


@pytest.mark.parametrize(
    ("status", "document", "said"),
    [
        (0, report("done", "done", spent=362), ("done", "2 done; spent $0.362")),
        (0, report(), ("done", "nothing to do")),
        (3, report("skipped", "blocked", "done"), ("blocked", "1 done, 1 blocked, 1 skipped")),
        (5, report("pending"), ("still running", "1 pending")),
        (130, report("pending"), ("interrupted", "1 pending")),
        (4, {"error": {"message": "too dear\nby far"}}, ("refused", "too dear")),
        (70, {"error": {"message": "\x1b[31ma bug"}}, ("not built", "a bug")),
    ],
)
def test_title_and_text(status: int, document: Any, said: tuple[str, str]) -> None:
    assert notice_text(status, document) == (f"seedance-make: {said[0]}", said[1])


@pytest.mark.parametrize("status", list(Exit))
def test_every_exit_status_has_a_title(status: Exit) -> None:
    assert notice_text(status, report())[0].startswith("seedance-make: ")
