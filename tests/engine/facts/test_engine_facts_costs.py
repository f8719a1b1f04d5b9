"""What gathering facts costs, in counts: the same in a small film and in a large one."""

from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from engine_fakes import studio
from plan_samples import board, shot

from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Options
from seedance_make.core.plan.wants import wants
from seedance_make.engine.facts.gather import gather_facts
from seedance_make.store.index import DiskIndex


class CountingIndex(DiskIndex):
    """The real one, and how often it was asked."""

    def __init__(self, home: Path) -> None:
        super().__init__(home)
        self.asked: Counter[str] = Counter()

    def get(self, key: str) -> object:
        self.asked["one"] += 1
        return super().get(key)

    def get_many(self, keys: Iterable[str]) -> dict[str, object]:
        self.asked["many"] += 1
        return super().get_many(keys)


@pytest.mark.parametrize("shots", [3, 300])
def test_the_index_is_asked_for_all_takes_at_once(tmp_path: Path, shots: int) -> None:
    film = board(*(shot(f"s{n}", f"shot {n}") for n in range(shots)))
    with closing(CountingIndex(tmp_path / "store")) as index, studio(tmp_path, index=index) as here:
        gather_facts(here.world, film)
    assert index.asked == {"many": 2}


def test_the_takes_of_a_plan_are_those_that_were_gathered(tmp_path: Path) -> None:
    film = board(shot("door"), shot("wave"))
    with studio(tmp_path) as here:
        snapshot = gather_facts(here.world, film)
    plan = make_plan(film, snapshot, Options())
    assert snapshot.takes == wants(film, snapshot)
    assert [a.want is want for a, want in zip(plan.actions, snapshot.takes, strict=True)] == [True, True]
