"""budget.toml: read whole or not at all; a misspelt limit is an error, never no limit."""

from pathlib import Path

import pytest

from seedance_make.core.errors import StoreError
from seedance_make.core.plan.limits import StoreBudget
from seedance_make.store.budget import budget_path, read_budget, write_budget


def flaw(home: Path, why: str) -> tuple[str, str]:
    """The message and its help."""
    path = budget_path(home)
    way_out = f"a person mends or removes {path}; nothing is bought until then (its limits are credits, 1,000 are $1)"
    return f"{path} cannot be read: {why}", way_out


def test_without_a_file_there_are_no_limits(tmp_path: Path) -> None:
    assert read_budget(tmp_path) == StoreBudget()
    assert StoreBudget().limits == ()


@pytest.mark.parametrize(
    "budget",
    [
        StoreBudget(),
        StoreBudget(day=0),
        StoreBudget(day=5000, month=40000, approve=True),
        StoreBudget(approve=True),
    ],
)
def test_what_is_written_is_read(tmp_path: Path, budget: StoreBudget) -> None:
    write_budget(tmp_path / "new", StoreBudget(day=1))
    write_budget(tmp_path / "new", budget)
    assert read_budget(tmp_path / "new") == budget
    assert [p.name for p in (tmp_path / "new").iterdir()] == ["budget.toml"]
    assert budget_path(tmp_path / "new").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"day = ", "Invalid value (at end of document)"),
        (b"day = 5\nday = 9\n", "Cannot overwrite a value (at line 2, column 8)"),
        (b"dayly = 5\n", "it has `dayly`, and knows day, month, approve"),
        (b"day = true\n", "`day` must be a whole number of credits"),
        (b"day = 5.5\n", "`day` must be a whole number of credits"),
        (b"month = -1\n", "`month` must be a whole number of credits"),
        (b'month = "40000"\n', "`month` must be a whole number of credits"),
        (b"approve = 1\n", "`approve` must be true or false"),
        (b"\xff", "it is no UTF-8 text"),
    ],
)
def test_what_is_not_understood_is_an_error(tmp_path: Path, content: bytes, why: str) -> None:
    budget_path(tmp_path).write_bytes(content)
    with pytest.raises(StoreError) as refused:
        read_budget(tmp_path)
    assert (refused.value.message, refused.value.help) == flaw(tmp_path, why)


def test_a_file_that_is_none_is_trouble(tmp_path: Path) -> None:
    budget_path(tmp_path).mkdir()
    with pytest.raises(StoreError) as refused:
        read_budget(tmp_path)
    assert (refused.value.message, refused.value.help) == flaw(
        tmp_path, "a folder stands where a file is needed"
    )
    budget_path(tmp_path).rmdir()
    budget_path(tmp_path).symlink_to("nowhere")
    with pytest.raises(StoreError) as refused:
        read_budget(tmp_path)
    assert (refused.value.message, refused.value.help) == flaw(tmp_path, "it is a link to nothing")
