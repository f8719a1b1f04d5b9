"""Where the command works: a store named relatively is one store, and a folder may be gone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import Cli

STORYBOARD = "version: 1\nshots:\n  door: {prompt: A door opens.}\n"


def command(*words: str, cwd: object, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "seedance_make", *words],
        cwd=str(cwd),
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_relative_store_is_the_same_wherever_c_leads(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "storyboard.yaml").write_text(STORYBOARD)
        assert (
            command("-C", name, "build", "--simulate", cwd=tmp_path, SEEDANCE_MAKE_HOME="store").returncode
            == 0
        )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "store", "two"]
    assert sorted(p.name for p in (tmp_path / "two").iterdir()) == ["out-simulated", "storyboard.yaml"]


def test_a_folder_that_is_gone_is_wrong_usage(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f"import os, sys; os.rmdir({str(gone)!r}); from seedance_make.__main__ import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", script, "build"], cwd=gone, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (64, "seedance-make: the folder that you are in is gone\n")


def test_a_project_is_found_from_any_folder_inside_it(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    cli.write()
    inside = cli.folder / "cast" / "mara"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    ran = cli("pick", "door", "1")
    assert (ran.status, ran.err) == (0, "seedance-make: the storyboard is ../../storyboard.yaml\n")
    assert ran.out == (
        "door: take 1 is chosen (../../storyboard.yaml).\n"
        "Next: seedance-make build door   # buys take 1 for $0.181\n"
    )
    ran = cli("plan", "--json", "--out", "saved.json")
    assert (ran.status, ran.err) == (0, "seedance-make: the storyboard is ../../storyboard.yaml\n")
    assert [a["output"] for a in ran.json["actions"]] == ["out/door.mp4", "out/wave.mp4"]
    assert (inside / "saved.json").is_file()
    assert cli("-q", "plan").err == ""
    cli.edit("duration: 4\n    take: 1", "duration: 99\n    take: 1")
    assert cli("-q", "validate").err.startswith(
        "../../storyboard.yaml:6:15: shots.door.duration: must be 4 to 15"
    )


def test_the_nearest_one_counts_and_what_is_named_is_not_looked_for(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.write()
    cli.write("version: 1\nshots: {sea: {prompt: A sea.}}\n", "act2/storyboard.yaml")
    (cli.folder / "act2" / "cast").mkdir()
    monkeypatch.chdir(cli.folder / "act2" / "cast")
    assert [s["shot"] for s in cli("status", "--json").json["shots"]] == ["sea"]
    assert cli("-f", "storyboard.yaml", "plan").status == 64
    assert cli("-C", ".", "plan").status == 64


@pytest.mark.parametrize("bound", ["git", "home"])
def test_not_past_the_top_of_a_repository_nor_the_home_folder(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, bound: str
) -> None:
    cli.write()
    inside = cli.folder / "other" / "notes"
    inside.mkdir(parents=True)
    if bound == "git":
        (cli.folder / "other" / ".git").write_text("gitdir: elsewhere\n")
    else:
        cli.setenv("HOME", str(cli.folder / "other"))
    monkeypatch.chdir(inside)
    ran = cli("plan")
    assert (ran.status, ran.out, ran.err) == (
        64,
        "",
        "seedance-make: no manifest: storyboard.yaml is not there\n   help: `seedance-make init` makes one\n",
    )
    cli.write(name="other/storyboard.yaml")  # in the top folder itself it is found
    assert cli("plan").status == 0


def test_the_quick_answer_says_it_too_and_sees_a_nearer_one(cli: Cli) -> None:
    cli.write("version: 1\nshots: {a: {prompt: A door., enabled: false}}\n")
    inside = cli.folder / "notes"
    inside.mkdir()
    said = (
        0,
        "Nothing to do.\n",
        "seedance-make: the storyboard is ../storyboard.yaml\n",
    )
    while not (
        stamps := sorted((cli.home / "stamps").glob("*.json"))
    ):  # written once the files are old enough
        ran = command("build", cwd=inside)
        assert (ran.returncode, ran.stdout, ran.stderr) == said
    stamp = stamps[0].read_text()
    stamps[0].write_text(
        stamp.replace("Nothing to do", "Nothing at all to do")
    )  # so that its words are told from others
    ran = command("build", cwd=inside)
    assert (ran.stdout, ran.stderr) == (said[1].replace("Nothing to", "Nothing at all to"), said[2])
    (inside / "storyboard.yaml").write_text("version: 1\nshots: {b: {prompt: A wave.}}\n")
    assert command("build", cwd=inside).returncode == 77
