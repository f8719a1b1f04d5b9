"""Edits in place: exactly the intended change, everything else as it was, or a clear refusal."""

import stat
from pathlib import Path

import pytest
from load_tools import manifest_of

from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.load.edit.takes import Edit, rename_shots, set_pin, set_take, set_takes
from seedance_make.load.edit.write_file import write_edits
from seedance_make.load.manifest.read import Loaded, load_manifest
from seedance_make.ui.diagnostics import render_problems

_HEAD = "version: 1\nshots:\n"


def _load(folder: Path, text: str) -> Loaded:
    (folder / "storyboard.yaml").write_bytes(text.encode())
    return load_manifest(folder / "storyboard.yaml", name="storyboard.yaml")


def _after(edits: tuple[Edit, ...]) -> str:
    (edit,) = edits
    return edit.after.decode()


_PICKED = {
    "block, no key yet": (
        "  a:\n    prompt: x # why\n\n  # next\n  b: {prompt: y}\n",
        "  a:\n    prompt: x # why\n    take: 2\n\n  # next\n  b: {prompt: y}\n",
    ),
    "block, takes stays": (
        "  a:\n    takes: [1, 2] # both\n    prompt: x\n",
        "  a:\n    takes: [1, 2] # both\n    prompt: x\n    take: 2\n",
    ),
    "block, both": (
        "  a:\n    takes: 3   # three\n    take: 1 # first\n    prompt: x\n",
        "  a:\n    takes: 3   # three\n    take: 2 # first\n    prompt: x\n",
    ),
    "block, a list over several lines": (
        "  a:\n    takes:\n      - 1 # the calm one\n      - 2\n",
        "  a:\n    takes:\n      - 1 # the calm one\n      - 2\n    take: 2\n",
    ),
    "block, last is lines of text": (
        "  a:\n    duration: 5\n    prompt: |\n      x\n      y\n\n\n  b: {prompt: y}\n",
        "  a:\n    duration: 5\n    take: 2\n    prompt: |\n      x\n      y\n\n\n  b: {prompt: y}\n",
    ),
    "block, only lines of text": (
        "  a:\n    # the text\n    prompt: >-\n      x\n      y",
        "  a:\n    # the text\n    take: 2\n    prompt: >-\n      x\n      y",
    ),
    "block, last is a list": (
        "  a:\n    prompt: x\n    tags:\n      - a\n      - b # c\n  b: {prompt: y}\n",
        "  a:\n    prompt: x\n    tags:\n      - a\n      - b # c\n    take: 2\n  b: {prompt: y}\n",
    ),
    "block, text over several lines": (
        "  a:\n    prompt: x\n      goes on\n      and on\n",
        "  a:\n    prompt: x\n      goes on\n      and on\n    take: 2\n",
    ),
    "block, no line break at the end": ("  a:\n    prompt: x", "  a:\n    prompt: x\n    take: 2"),
    "flow": ("  a: {prompt: x, duration: 5} # c\n", "  a: {prompt: x, duration: 5, take: 2} # c\n"),
    "flow, both": ("  a: {takes: 3, prompt: x, take: 1}\n", "  a: {takes: 3, prompt: x, take: 2}\n"),
    "flow, several lines": (
        "  a: {\n    prompt: x, # why\n    duration: 5,\n  }\n",
        "  a: {\n    prompt: x, # why\n    duration: 5, take: 2,\n  }\n",
    ),
    "quoted key": ('  "a":\n    "take": 1\n    prompt: x\n', '  "a":\n    "take": 2\n    prompt: x\n'),
    "a take of nothing": ("  a:\n    take: # none\n    prompt: x\n", "  a:\n    take: 2 # none\n    prompt: x\n"),
    "an empty shot": ("  a: {}\n", "  a: {take: 2}\n"),
    "a shot of nothing": ("  a: # todo\n  b: {prompt: y}\n", "  a: {take: 2} # todo\n  b: {prompt: y}\n"),
    "wide text before it": ("  a: {prompt: 字👩é, take: 1}\n", "  a: {prompt: 字👩é, take: 2}\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", _PICKED)
@pytest.mark.parametrize("line_break", ["\n", "\r\n"])
def test_pick(tmp_path: Path, case: str, line_break: str) -> None:
    before, after = (_HEAD + text for text in _PICKED[case])
    loaded = _load(tmp_path, before.replace("\n", line_break))
    assert _after(set_take(loaded, {"a": 2})) == after.replace("\n", line_break)


def test_pick_keeps_a_byte_order_mark(tmp_path: Path) -> None:
    loaded = _load(tmp_path, "\ufeff" + _HEAD + "  a: {prompt: x}\n")
    assert _after(set_take(loaded, {"a": 2})) == "\ufeff" + _HEAD + "  a: {prompt: x, take: 2}\n"


def test_pick_over_takes_of_the_defaults(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\ndefaults: {takes: 3}\n")
    assert _after(set_take(loaded, {"a": 2})) == _HEAD + "  a: {prompt: x, take: 2}\ndefaults: {takes: 3}\n"


def test_an_unknown_shot(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  opening: {prompt: x}\n")
    with pytest.raises(UsageError) as caught:
        set_take(loaded, {"openning": 2})
    assert (caught.value.message, caught.value.help) == (
        "no shot is named `openning`",
        "did you mean `opening`?",
    )


def test_takes(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a:\n    prompt: x\n  b: {takes: 2, prompt: y}\n")
    assert (
        _after(set_takes(loaded, {"a": (2, 1)}))
        == _HEAD + "  a:\n    prompt: x\n    takes: [1, 2]\n  b: {takes: 2, prompt: y}\n"
    )
    assert _after(set_takes(loaded, {"b": (1, 2, 3)})).endswith("  b: {takes: [1, 2, 3], prompt: y}\n")


def test_an_edit_refuses_to_lose_a_comment(tmp_path: Path) -> None:
    listed = "    takes:\n      - 1 # the calm one\n      - 2\n"
    loaded = _load(tmp_path, f"{_HEAD}  a:\n{listed}    prompt: x\n")
    with pytest.raises(InvalidInputError) as caught:
        set_takes(loaded, {"a": (1, 2, 3)})
    assert render_problems(caught.value.problems, caught.value.sources) == (
        "storyboard.yaml:3:3: shots.a: cannot be edited without harm: a comment stands in what would be replaced\n"
        "    3 |   a:\n"
        "      |   ^\n"
        "   help: write `takes: [1, 2, 3]` by hand\n"
    )


@pytest.mark.parametrize(
    ("digest", "written"),
    [
        ("0a1b2c3d4e5f", "0a1b2c3d4e5f"),
        ("123456789012", '"123456789012"'),
        ("12345678901e", "12345678901e"),
        ("1234567890e1", '"1234567890e1"'),
    ],
)
def test_pin(tmp_path: Path, digest: str, written: str) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\n")
    assert _after(set_pin(loaded, {"a": digest})) == f"{_HEAD}  a: {{prompt: x, pin: {written}}}\n"


_FILM = """\
version: 1
include: [act2.yaml]
# the film
vars: {shot: a/door, first_frame: {shot: a/door}}
cast:
  mara: {text: "a/door", reference_images: [{shot: a/door, frame: last}]}
groups:
  a/door: {last_frame: {shot: a/door}, note: a/door}
shots:
  a/door: {prompt: "a/door"} # shot a/door
  'b':
    last_frame: {shot: 'a/door'}
    first_frame: {frame: first, shot: "a/door"}
  a/door2: {first_frame: {shot: a/door2}, tags: [a/door], note: a/door}
"""


def test_rename_with_every_reference(tmp_path: Path) -> None:
    (tmp_path / "act2.yaml").write_text("shots:\n  z: {first_frame: {shot: a/door}} # a/door\n")
    loaded = _load(tmp_path, _FILM)
    main, other = rename_shots(loaded, {"a/door": "007"})
    assert other.after.decode() == 'shots:\n  z: {first_frame: {shot: "007"}} # a/door\n'
    assert (
        main.after.decode()
        == """\
version: 1
include: [act2.yaml]
# the film
vars: {shot: a/door, first_frame: {shot: a/door}}
cast:
  mara: {text: "a/door", reference_images: [{shot: "007", frame: last}]}
groups:
  a/door: {last_frame: {shot: "007"}, note: a/door}
shots:
  007: {prompt: "a/door"} # shot a/door
  'b':
    last_frame: {shot: '007'}
    first_frame: {frame: first, shot: "007"}
  a/door2: {first_frame: {shot: a/door2}, tags: [a/door], note: a/door}
"""
    )
    write_edits((main, other), root=loaded.root)
    again = manifest_of(load_manifest(tmp_path / "storyboard.yaml", name="storyboard.yaml"))
    assert list(again.shots) == ["z", "007", "b", "a/door2"]
    assert again.shots["z"].fields["first_frame"].plain() == {"shot": "007"}


def test_rename_of_a_shot_in_an_included_file(tmp_path: Path) -> None:
    (tmp_path / "act2.yaml").write_text('shots:\n  "z": {prompt: x}\n')
    loaded = _load(tmp_path, "version: 1\ninclude: [act2.yaml]\nshots: {a: {first_frame: {shot: z}}}\n")
    edits = {edit.name: edit.after.decode() for edit in rename_shots(loaded, {"z": "end"})}
    assert edits == {
        "act2.yaml": 'shots:\n  "end": {prompt: x}\n',
        "storyboard.yaml": "version: 1\ninclude: [act2.yaml]\nshots: {a: {first_frame: {shot: end}}}\n",
    }


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("b", "there is a shot `b` already"),
        ("B", "there is a shot `b` already"),
        ("a", "there is a shot `a` already"),
        ("../x", "`../x` is no name for a shot: each part of a shot's name begins with a letter or a digit, not with `.`"),
        ("x.mp4", "`x.mp4` is no name for a shot: no part of a shot's name ends in `.mp4`: the output gets that ending by itself"),
        ("x: y", "`x: y` is no name for a shot: `:` cannot stand in a shot's name"),
    ],
)  # fmt: skip
def test_rename_to_what_cannot_be(tmp_path: Path, new: str, said: str) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\n  b: {prompt: x}\n")
    with pytest.raises(UsageError) as caught:
        rename_shots(loaded, {"a": new})
    assert caught.value.message == said


def test_rename_in_case_alone(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\n")
    assert _after(rename_shots(loaded, {"a": "A"})) == _HEAD + "  A: {prompt: x}\n"


def test_write_keeps_the_mode_and_leaves_nothing_behind(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\n")
    path = tmp_path / "storyboard.yaml"
    path.chmod(0o640)
    write_edits(set_take(loaded, {"a": 2}), root=loaded.root)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [entry.name for entry in tmp_path.iterdir()] == ["storyboard.yaml"]
    assert path.read_text() == _HEAD + "  a: {prompt: x, take: 2}\n"


def test_write_refuses_what_was_changed_meanwhile(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x}\n")
    edits = set_take(loaded, {"a": 2})
    (tmp_path / "storyboard.yaml").write_text("mine\n")
    for act in (lambda: write_edits(edits, root=loaded.root), lambda: set_take(loaded, {"a": 2})):
        with pytest.raises(InvalidInputError) as caught:
            act()
        assert caught.value.message == "storyboard.yaml was changed meanwhile; nothing was written"
    assert (tmp_path / "storyboard.yaml").read_text() == "mine\n"
    assert [entry.name for entry in tmp_path.iterdir()] == ["storyboard.yaml"]


def test_write_goes_through_a_symlink_inside_the_project_only(tmp_path: Path) -> None:
    project, away = tmp_path / "project", tmp_path / "away"
    project.mkdir()
    away.mkdir()
    (project / "real.yaml").write_text(_HEAD + "  a: {prompt: x}\n")
    (project / "storyboard.yaml").symlink_to("real.yaml")
    loaded = load_manifest(project / "storyboard.yaml", name="storyboard.yaml")
    write_edits(set_take(loaded, {"a": 2}), root=loaded.root)
    assert (project / "storyboard.yaml").is_symlink()
    assert (project / "real.yaml").read_text() == _HEAD + "  a: {prompt: x, take: 2}\n"
    (away / "far.yaml").write_text(_HEAD + "  a: {prompt: x}\n")
    (project / "far.yaml").symlink_to(away / "far.yaml")
    loaded = load_manifest(project / "far.yaml", name="far.yaml")
    with pytest.raises(InvalidInputError) as caught:
        write_edits(set_take(loaded, {"a": 2}), root=loaded.root)
    assert caught.value.message == "far.yaml leads out of the project"


def test_of_many_shots_the_one_that_leaves_no_room_is_named(tmp_path: Path) -> None:
    text = _HEAD + "  a: {prompt: x}\n  b:\n    takes: [1,   # mine\n      2]\n    prompt: y\n"
    with pytest.raises(InvalidInputError) as caught:
        set_takes(_load(tmp_path, text), {"a": (1, 2), "b": (1, 2, 3)})
    assert [p.path for p in caught.value.problems] == ["shots.b"]


def test_many_shots_are_one_edit_of_a_file(tmp_path: Path) -> None:
    loaded = _load(tmp_path, _HEAD + "  a: {prompt: x, take: 2}\n  b: {prompt: y}\n  c: {prompt: z}\n")
    [edit] = set_take(loaded, {"a": 2, "b": 2})
    assert (edit.after.decode(), edit.shots) == (
        _HEAD + "  a: {prompt: x, take: 2}\n  b: {prompt: y, take: 2}\n  c: {prompt: z}\n", frozenset({"b"}),
    )  # fmt: skip
    [edit] = rename_shots(loaded, {"a": "c1", "b": "c2"})
    assert edit.after.decode() == _HEAD + "  c1: {prompt: x, take: 2}\n  c2: {prompt: y}\n  c: {prompt: z}\n"
    with pytest.raises(UsageError) as caught:
        rename_shots(loaded, {"a": "d", "b": "D"})
    assert caught.value.message == "there is a shot `d` already"
