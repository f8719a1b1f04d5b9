"""The parts of a storyboard: every shot in exactly one, chains whole, and a new shot moves no other."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_samples import frame, shot

from seedance_make.core.errors import UsageError
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.storyboard.shards import Shard, parse_shard


def film(links: list[tuple[int, int]], count: int) -> list[ResolvedShot]:
    """Shots of which each link's first takes a frame of its second."""
    return [
        shot(
            f"act{n % 3}/s{n}",
            media={
                "reference_image_urls": tuple(
                    frame(f"act{up % 3}/s{up}") for taker, up in links if taker == n
                )
            },
        )
        for n in range(count)
    ]


FILMS = st.integers(1, 24).flatmap(
    lambda n: st.tuples(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=n), st.just(n)
    )
)


def part_of(name: str, count: int) -> int:
    """As the contract says it."""
    return int(sha256(name.encode()).hexdigest(), 16) % count + 1


@given(FILMS, st.integers(1, 9))
def test_every_shot_is_in_one_part_and_chains_are_whole(
    drawn: tuple[list[tuple[int, int]], int], count: int
) -> None:
    shots = film(*drawn)
    parts = [Shard(number=n, count=count).names(shots) for n in range(1, count + 1)]
    assert sorted(name for part in parts for name in part) == sorted(s.name for s in shots)
    place = {name: n for n, part in enumerate(parts) for name in part}
    assert all(place[shots[a].name] == place[shots[b].name] for a, b in drawn[0])


@given(FILMS, st.integers(1, 9))
def test_a_new_shot_moves_no_other(drawn: tuple[list[tuple[int, int]], int], count: int) -> None:
    links, size = drawn
    for number in range(1, count + 1):
        shard = Shard(number=number, count=count)
        assert shard.names(film(links, size)) == shard.names(film(links, size + 1)) - {
            f"act{size % 3}/s{size}"
        }


def test_a_part_is_told_by_the_smallest_name_of_the_chain() -> None:
    shots = film([(1, 0), (2, 1)], 4)  # s0 ← s1 ← s2, and s3
    for count in (2, 3, 8):
        chain = Shard(number=part_of("act0/s0", count), count=count).names(shots)
        alone = Shard(number=part_of("act0/s3", count), count=count).names(shots)
        assert {"act0/s0", "act1/s1", "act2/s2"} <= chain
        assert "act0/s3" in alone


@pytest.mark.parametrize(
    "text", ["", "2", "0/3", "4/3", "1/0", "-1/3", "1/3/5", "a/b", "１/３", " 1/3", "1/1000000000"]
)
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as refused:
        parse_shard(text)
    assert refused.value.message == f"--shard {text}: no part of a whole"
    assert refused.value.help == "write I/N, I from 1 to N: --shard 2/8"


def test_a_part_as_typed() -> None:
    assert (parse_shard("2/8"), str(parse_shard("2/8"))) == (Shard(number=2, count=8), "2/8")
