"""Boxes built by hand, and one film by a real encoder."""

import functools
import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_api import real_mp4

from seedance_make.core.mp4 import MAX_BOXES, Container, duration, inspect, looks_like_mp4

HALF = Fraction(1, 2)


def box(kind: str, content: bytes = b"", *, wide: bool = False, size: int | None = None) -> bytes:
    if wide:
        return (1).to_bytes(4, "big") + kind.encode() + (16 + len(content)).to_bytes(8, "big") + content
    return (8 + len(content) if size is None else size).to_bytes(4, "big") + kind.encode() + content


def mvhd(ticks: int, scale: int = 1000, *, version: int = 0) -> bytes:
    width = 8 if version else 4
    times = bytes(2 * width) + scale.to_bytes(4, "big") + ticks.to_bytes(width, "big")
    return box("mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def _part(data: bytes, offset: int, count: int) -> bytes:
    return data[offset : offset + count]


def look(data: bytes) -> Container:
    return inspect(functools.partial(_part, data), len(data))


def seconds_of(data: bytes) -> Fraction | None:
    return duration(functools.partial(_part, data), len(data))


FTYP = box("ftyp", b"isom\0\0\2\0isom")
MOOV = box("moov", mvhd(500))
MDAT = box("mdat", b"film")


def test_a_real_film() -> None:
    film = real_mp4(frames=36)
    assert (look(film), seconds_of(film)) == (Container(), Fraction(3, 2))


@pytest.mark.parametrize(
    "data",
    [
        FTYP + MOOV + MDAT, FTYP + MDAT + MOOV, FTYP + box("free") + MOOV + box("mdat") + MDAT,
        FTYP + box("moov", mvhd(500, version=1)) + MDAT, FTYP + box("moov", mvhd(500), wide=True) + box("mdat", b"film", wide=True),
        FTYP + box("moov", box("free") + mvhd(500)) + MDAT + box("uuid", bytes(40)),
    ],
)  # fmt: skip
def test_whole_ones(data: bytes) -> None:
    assert (look(data), seconds_of(data)) == (Container(), HALF)


def test_a_last_box_without_a_size_runs_to_the_end_and_says_so() -> None:
    assert look(FTYP + MOOV + box("mdat", b"film", size=0)) == Container(open_ended=True)


@pytest.mark.parametrize(
    ("data", "flaw"),
    [
        (b"", "it is empty"),
        (b"\0" * 7, "it is cut short, or has 7 stray bytes at its end"),
        (MOOV + MDAT, "it does not begin like an MP4"),
        (b"<html><body>Not found</body></html>", "it does not begin like an MP4"),
        (FTYP + MDAT, "it has no index (moov box)"),
        (FTYP + MOOV, "it has no film in it (mdat box)"),
        (FTYP + MOOV + box("mdat"), "it has no film in it (mdat box)"),
        (FTYP + MOOV + MDAT + b"junk", "it is cut short, or has 4 stray bytes at its end"),
        (FTYP + MOOV + MDAT[:-1], "it is cut short: 1 bytes are missing"),
        (FTYP + MOOV + box("mdat", b"film", size=2**32 - 1), "it is cut short: 4294967283 bytes are missing"),
        (FTYP + MOOV + box("mdat", b"film", size=7), "a box at byte 136 has an impossible size"),
        (FTYP + MOOV + box("mdat", bytes(8), size=1), "a box at byte 136 has an impossible size"),
        (FTYP + MOOV + (1).to_bytes(4, "big") + b"mdat" + b"\0", "it is cut short inside the head of a box"),
        (FTYP + box("free") * MAX_BOXES, f"it has more than {MAX_BOXES} boxes"),
    ],
)
def test_broken_ones(data: bytes, flaw: str) -> None:
    assert look(data).flaw == flaw


def test_every_cut_of_a_real_film_is_seen() -> None:
    film = real_mp4()
    assert look(film).flaw is None
    assert not any(look(film[:size]).flaw is None for size in range(len(film)))


@pytest.mark.parametrize(
    ("moov", "seconds"),
    [
        (mvhd(2**32 - 1), None),
        (mvhd(2**64 - 1, version=1), None),
        (mvhd(500, 0), None),
        (mvhd(0), None),
        (mvhd(2**40, version=1), Fraction(2**40, 1000)),
        (b"", None),
        (box("mvhd", b"\0"), None),
        (box("mvhd", bytes(200), size=2**31), None),
        (mvhd(0) + box("mvex", box("mehd", bytes(4) + (1500).to_bytes(4, "big"))), Fraction(3, 2)),
        (mvhd(0) + box("mvex", box("mehd", b"\1" + bytes(3) + (1500).to_bytes(8, "big"))), Fraction(3, 2)),
        (mvhd(500) + b"junk", HALF),
    ],
)
def test_how_long_it_plays(moov: bytes, seconds: Fraction | None) -> None:
    data = FTYP + box("moov", moov) + MDAT
    assert seconds_of(data) == seconds


def test_the_length_is_read_without_the_film_and_without_a_type() -> None:
    asked: list[int] = []
    data = box("mdat", bytes(100_000)) + MOOV + box("free", bytes(100_000))

    def read_at(offset: int, count: int) -> bytes:
        asked.append(count)
        return data[offset : offset + count]

    assert duration(read_at, len(data)) == HALF
    assert sum(asked) < 200


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.randoms(use_true_random=False))
def test_garbage_never_raises(noise: bytes, chance: random.Random) -> None:
    film = bytearray(FTYP + box("moov", mvhd(500) + box("mvex", box("mehd", bytes(8)))) + MDAT)
    at = chance.randrange(len(film))
    film[at : at + len(noise) // 10] = noise[: len(noise) // 10]
    for data in (noise, FTYP + noise, bytes(film)):
        assert isinstance(look(data), Container)
        seconds = seconds_of(data)
        assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("head", "answer"),
    [
        (FTYP, True),
        (FTYP[:11], False),
        (b"", False),
        (b"<html><body>", False),
        (MOOV, False),
        (b"\0\0\0\0ftypisom", False),
    ],
)
def test_the_first_bytes(head: bytes, answer: bool) -> None:
    assert looks_like_mp4(head) is answer
