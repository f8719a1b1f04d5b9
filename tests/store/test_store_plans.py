"""Saved plans in the store."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from seedance_make.store.plans import find_plans, keep_plan

DIGEST = "ab" * 32


def test_one_plan_may_be_saved_by_many_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        paths = set(pool.map(lambda _: keep_plan(tmp_path, DIGEST, "{}\n"), range(64)))
    assert find_plans(tmp_path, DIGEST[:12]) == tuple(paths)
    assert [path.read_text() for path in paths] == ["{}\n"]
    assert [path.name for path in (tmp_path / "plans").iterdir()] == [f"{DIGEST}.json"]
