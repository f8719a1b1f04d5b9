"""Any bytes at all are a manifest or problems with places, in bounded time and memory, never a traceback."""

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seedance_make.core.plan.json import problems_json
from seedance_make.core.text.diagnostic import Problem
from seedance_make.load.manifest.read import Loaded, read_manifest
from seedance_make.load.yaml.build import MAX_VALUES
from seedance_make.ui.diagnostics import render_problems

_PARTS = st.sampled_from(
    ["version: 1\n", "shots:\n", "  a:\n", "    prompt: ", "    duration: ", "cast: {", "}", "[", "]", "{{ x }}", "*a", "&a ", "!t ",
     "<<: ", "? ", "- ", ": ", "#c", " # c\n", "\n", "\r\n", "\t", "'", '"', "|\n", ">\n", "---\n", "...\n", "%YAML 1.2\n", "\x1b", "\u202e",
     "\x85", "\u2028", "\x00", "\ufeff", "\\ud800", "0x", "1e999999999999", "9" * 50, ".nan", "-.inf", "null", "~", "é", "字", "👩‍🚀", "include: [a]\n",
     "prices: {as_of: x, m: {720p: {usd_per_second: .}}}\n", "takes: [1, 1]\n", "first_frame: {shot: ", "team: s3://k:v@b\n", "api_key: rk_live_1\n"]
)  # fmt: skip
_YAMLISH = st.lists(_PARTS, max_size=40).map(lambda parts: "".join(parts).encode())


def _read(folder: Path, data: bytes) -> Loaded:
    path = folder / "storyboard.yaml"
    path.write_bytes(data)
    return read_manifest(path, name="storyboard.yaml")


def _inside(problem: Problem, loaded: Loaded) -> bool:
    place = problem.place
    lines = loaded.sources[place.file].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return (
        1 <= place.line <= len(lines)
        and 1 <= place.column <= len(lines[place.line - 1]) + 1
        and place.end > place.column
    )


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(_YAMLISH, st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
@example(b"a: |\n")
@example(b"? ")
@example(b"shots: {a: {prompt: [}")
@example(b"version: 1\nshots: {1: {prompt: a}, 1.10: {prompt: b}, ~: {prompt: c}, : {prompt: d}}\n")
def test_any_bytes_give_a_manifest_or_problems(tmp_path: Path, data: bytes) -> None:
    loaded = _read(tmp_path, data)
    assert loaded.manifest is not None or loaded.problems
    assert all(_inside(p, loaded) for p in loaded.problems)
    text = render_problems(loaded.problems, loaded.sources)
    assert not any(ord(c) < 32 and c != "\n" for c in text)
    text.encode()
    assert len(problems_json(loaded.problems)) == len(loaded.problems)


_BOMBS = {
    "brackets": b"[" * 200_000,
    "braces": b"{a: " * 100_000,
    "values": b"a: [" + b"1," * 250_000 + b"]",
    "keys": b"\n".join(b"k%d: 1" % n for n in range(30_000)),
    "one number": b"version: " + b"9" * 400_000,
    "one exponent": b"version: 1e" + b"9" * 200_000,
    "aliases": b"a: [" + b"*a," * 20_000 + b"]",
    "controls": b"\x1b" * 200_000,
    "comments": b"# \x1b\n" * 40_000,
    "stars": b"a: *b*\n" * 100_000,
    "blanks": b" " * 1_000_000,
    "dashes": b"- " * 100_000,
    "unclosed": b'a: "' + b"x\n" * 200_000,
    "quoted key": b'"' + b"k" * 400_000 + b'": 1',
    "alias bomb": b"a: &a [x]\n" + b"".join(b"%c: &%c [*%c,*%c]\n" % (n + 1, n + 1, n, n) for n in range(97, 110)),
}  # fmt: skip


@pytest.mark.parametrize("name", _BOMBS)
def test_a_bomb_is_answered(tmp_path: Path, name: str) -> None:
    tracemalloc.start()
    try:
        loaded = _read(tmp_path, _BOMBS[name])
        render_problems(loaded.problems, loaded.sources)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert loaded.problems
    assert len(loaded.problems) <= 2_200
    assert peak < 40 * len(_BOMBS[name]) + MAX_VALUES * 1500
