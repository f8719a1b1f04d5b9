"""`include`: sections of other files stand before this file's own, and every place names its file."""

from pathlib import Path

from load_tools import manifest_of

from seedance_make.load.manifest.read import Loaded, read_manifest
from seedance_make.ui.diagnostics import render_problems


def _files(folder: Path, **files: str) -> Loaded:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_manifest(folder / "storyboard.yaml", name="storyboard.yaml")


def _said(loaded: Loaded) -> str:
    return render_problems(loaded.problems, loaded.sources).removesuffix("\n")


def test_order_and_places(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [acts/one.yaml, two.yaml]\nshots: {last: {prompt: x}}\nvars: {c: z}\ngroups: {'*': {duration: 5}}\n",
        acts__one="version: 1\ninclude: [deep.yaml]\nshots: {b: {prompt: x}}\nvars: {a: x}\n",
        acts__deep="shots: {a: {prompt: x}}\nstyles: {s: x}\n",
        two="shots: {c: {prompt: x}}\ncast: {m: {text: x}}\nvars: {b: y}\ngroups: {c: {duration: 6}}\n",
    )
    assert _said(loaded) == ""
    assert list(manifest_of(loaded).shots) == ["a", "b", "c", "last"]
    assert [s.place.file for s in manifest_of(loaded).shots.values()] == [
        "acts/deep.yaml", "acts/one.yaml", "two.yaml", "storyboard.yaml",
    ]  # fmt: skip
    assert list(manifest_of(loaded).vars) == ["a", "b", "c"]
    assert list(manifest_of(loaded).groups) == ["c", "*"]
    assert set(loaded.sources) == {"storyboard.yaml", "acts/one.yaml", "acts/deep.yaml", "two.yaml"}


def test_shots_may_all_be_in_other_files(tmp_path: Path) -> None:
    loaded = _files(tmp_path, storyboard="version: 1\ninclude: [a.yaml]\n", a="shots: {a: {prompt: x}}\n")
    assert _said(loaded) == ""


def test_one_name_twice(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [a.yaml]\nshots:\n  a: {prompt: x}\n",
        a="shots:\n  a: {prompt: x}\n",
    )
    assert _said(loaded) == (
        "storyboard.yaml:4:3: shots.a: is a second `a`; the first is at a.yaml:2\n"
        "    4 |   a: {prompt: x}\n"
        "      |   ^\n"
        "      --> a.yaml:2:3\n"
        "    2 |   a: {prompt: x}\n"
        "      |   -\n"
        "   help: remove one of them, or give it another name"
    )


def test_one_group_twice(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [a.yaml]\ngroups:\n  a*: {duration: 5}\n",
        a="shots: {a: {prompt: x}}\ngroups:\n  a*: {duration: 6}\n",
    )
    assert _said(loaded) == (
        "storyboard.yaml:4:3: groups.a*: is a second `a*`; the first is at a.yaml:3\n"
        "    4 |   a*: {duration: 5}\n"
        "      |   ^^\n"
        "      --> a.yaml:3:3\n"
        "    3 |   a*: {duration: 6}\n"
        "      |   --\n"
        "   help: remove one of them, or give it another name"
    )


def test_a_ring(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [a.yaml]\n",
        a="include: [b.yaml]\n",
        b="include: [a.yaml]\n",
    )
    assert _said(loaded) == (
        "b.yaml:1:11: include[0]: the files include each other: a.yaml → b.yaml → a.yaml\n"
        "    1 | include: [a.yaml]\n"
        "      |           ^^^^^^\n"
        "   help: remove one of the entries"
    )


def test_a_file_twice(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path, storyboard="version: 1\ninclude: [a.yaml, ./a.yaml]\n", a="shots: {a: {prompt: x}}\n"
    )
    assert _said(loaded) == (
        "storyboard.yaml:2:19: include[1]: is included already, at storyboard.yaml:2\n"
        "    2 | include: [a.yaml, ./a.yaml]\n"
        "      |                   ^^^^^^^^\n"
        "    2 | include: [a.yaml, ./a.yaml]\n"
        "      |           ------\n"
        "   help: remove one of the entries"
    )
    assert loaded.manifest is not None


def test_a_symlink_out_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "away.yaml").write_text("shots: {a: {prompt: x}}\n")
    project = tmp_path / "project"
    project.mkdir()
    (project / "in.yaml").symlink_to("../away.yaml")
    loaded = _files(project, storyboard="version: 1\ninclude: [in.yaml]\n")
    assert _said(loaded) == (
        "storyboard.yaml:2:11: include[0]: an included file must be inside the project\n"
        "    2 | include: [in.yaml]\n"
        "      |           ^^^^^^^\n"
        "   help: copy it beside the manifest"
    )


def test_a_typing_error_in_the_name(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [act22.yaml, nowhere/a.yaml, d]\n",
        act2="shots: {}\n",
        d__x="",
    )
    assert [(p.message, p.help) for p in loaded.problems] == [
        ("there is no such file", "did you mean `act2.yaml`?"),
        ("there is no such file", "there is no folder `nowhere`"),
        ("is a folder, not a file", "name each file"),
    ]
    assert loaded.manifest is None


def test_an_included_file_sets_no_defaults(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path,
        storyboard="version: 1\ninclude: [a.yaml]\nshots: {s: {prompt: x, duration: 16}}\n",
        a="defaults: {duration: 5}\nshots: {a: {duration: 3, prompt: x}}\n",
    )
    assert [(p.place.file, p.path, p.message, p.help) for p in loaded.problems] == [
        (
            "storyboard.yaml",
            "shots.s.duration",
            "must be 4 to 15 seconds, not 16",
            "16 seconds are made by `doubao-seedance-2.5`, not by `seedance-2.0-mini`; what is longer takes several shots",
        ),
        ("a.yaml", "defaults", "is not a field of a storyboard", "it belongs in the main manifest"),
        ("a.yaml", "shots.a.duration", "must be 4 to 15 seconds, not 3", "the API makes no shorter clip"),
    ]


def test_an_included_file_that_is_no_yaml(tmp_path: Path) -> None:
    loaded = _files(
        tmp_path, storyboard="version: 1\ninclude: [a.yaml]\nshots: {s: {prompt: x}}\n", a="- x\n"
    )
    assert [(p.place.file, p.message) for p in loaded.problems] == [
        ("a.yaml", "must be a mapping, not a list")
    ]
    assert loaded.manifest is None
