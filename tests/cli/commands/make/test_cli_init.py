"""`init` writes a project that builds at once, and overwrites nothing."""

import json
from pathlib import Path

import jsonschema
from cli_tools import Cli

from seedance_make.cli.commands.make.init import STORYBOARD

NEXT = """\

Next:
{cd}  seedance-make build --simulate   # real MP4s, no key, nothing bought
  seedance-make plan               # what a real build would buy, and for how much
  seedance-make build              # buys it: with REAPI_API_KEY set, or after seedance-make login
"""


def test_a_project_of_three_shots_is_written_and_the_next_commands_are_said(cli: Cli) -> None:
    ran = cli("init")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Written: storyboard.yaml, .gitattributes, .gitignore, storyboard.schema.json\n" + NEXT.format(cd="")
    )
    assert (cli.folder / ".gitignore").read_text() == "/out/\n/out-*/\n"
    assert (cli.folder / ".gitattributes").read_text() == "storyboard.lock merge=union\n"
    assert cli.text.startswith("# yaml-language-server: $schema=storyboard.schema.json\n")
    assert cli("validate", "--strict").out == "storyboard.yaml: 3 shots, valid\n"
    plan = cli("plan", "--json").json
    assert plan["totals"]["credits"] == 3 * 181
    assert {(a["request"]["resolution"], a["request"]["duration"]) for a in plan["actions"]} == {("480p", 4)}


def test_the_schema_beside_it_is_the_one_that_schema_prints_and_takes_the_storyboard(cli: Cli) -> None:
    cli("init")
    text = (cli.folder / "storyboard.schema.json").read_text(encoding="utf-8")
    assert text == cli("schema").out
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def test_a_folder_is_made_and_named_in_the_next_commands(cli: Cli) -> None:
    ran = cli("init", "films/my light")
    assert ran.out.endswith(NEXT.format(cd="  cd 'films/my light'\n"))
    assert (cli.folder / "films/my light/storyboard.yaml").read_text() == STORYBOARD


def test_dash_c_and_dash_f_are_heeded(cli: Cli) -> None:
    (cli.folder / "sub").mkdir()
    ran = cli("-C", "sub", "init", "-f", "act1.yaml")
    assert ran.status == 0
    assert "  cd sub\n  seedance-make -f act1.yaml build --simulate   #" in ran.out
    assert (cli.folder / "sub/act1.yaml").read_text() == STORYBOARD


def test_a_storyboard_is_never_overwritten(cli: Cli) -> None:
    cli.write("mine")
    ran = cli("init")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == (
        "seedance-make: storyboard.yaml is there already: nothing was written\n"
        "   help: edit it, or name another folder: seedance-make init DIR\n"
    )
    assert cli.text == "mine"
    assert [p.name for p in cli.folder.iterdir()] == ["storyboard.yaml"]


def test_a_dangling_link_in_its_place_is_not_written_through(cli: Cli) -> None:
    (cli.folder / "storyboard.yaml").symlink_to("../elsewhere.yaml")
    assert cli("init").status == 64
    assert not (cli.folder.parent / "elsewhere.yaml").exists()


def test_lines_are_added_to_files_of_git_and_what_is_there_stays(cli: Cli) -> None:
    (cli.folder / ".gitignore").write_text("*.tmp\n/out/")  # no line end
    (cli.folder / ".gitattributes").write_bytes(b"*.png binary\r\n")
    (cli.folder / "storyboard.schema.json").write_text("{}")
    ran = cli("init", "--json")
    assert ran.json == {
        "directory": ".",
        "files": {
            "storyboard.schema.json": "kept",
            ".gitignore": "added to",
            ".gitattributes": "added to",
            "storyboard.yaml": "written",
        },
    }
    assert ran.err.startswith(
        "Written: storyboard.yaml\nAdded to: .gitattributes, .gitignore\nKept: storyboard.schema.json\n"
    )
    assert (cli.folder / ".gitignore").read_text() == "*.tmp\n/out/\n/out-*/\n"
    assert (cli.folder / ".gitattributes").read_bytes() == b"*.png binary\r\nstoryboard.lock merge=union\r\n"
    assert (cli.folder / "storyboard.schema.json").read_text() == "{}"


def test_files_of_git_that_have_the_lines_are_left_alone(cli: Cli) -> None:
    (cli.folder / ".gitignore").write_text("/out-*/\n/out/\n")
    (cli.folder / ".gitattributes").write_text("storyboard.lock merge=union")
    assert "Kept: .gitattributes, .gitignore\n" in cli("init").out


def test_a_folder_that_cannot_be_written_is_disk_trouble(cli: Cli) -> None:
    """Not even by root: a folder stands where a file of git has to be read and written."""
    (cli.folder / ".gitignore").mkdir()
    ran = cli("init")
    assert (ran.status, ran.err) == (74, "seedance-make: cannot write in .: is a directory\n")


def test_a_file_in_the_folders_place_is_disk_trouble(cli: Cli) -> None:
    Path("x").write_text("")
    ran = cli("init", "x/y")
    assert (ran.status, ran.err) == (74, "seedance-make: cannot write in x/y: not a directory\n")


def test_it_builds_with_simulate_at_once_and_git_sees_no_clip(cli: Cli) -> None:
    cli("init")
    cli.commit()
    ran = cli("build", "--simulate")
    assert ran.status == 0, ran
    clips = ["harbour.mp4", "keeper.mp4", "lighthouse.mp4"]
    assert sorted(p.name for p in (cli.folder / "out-simulated").glob("*.mp4")) == clips
    assert cli.git("status", "--porcelain") == ""


PLAY = "Title: Light\n\nINT. TOWER - NIGHT\n\nRain.\n\nMARA\nWho lit it?\n\n.CON\n\nA lamp, {{ lit }}.\n"


def test_a_screenplay_becomes_a_storyboard_that_builds(cli: Cli) -> None:
    cli.write(PLAY, "the light.fountain")
    ran = cli("init", "film", "--from", "the light.fountain")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Written: storyboard.yaml, .gitattributes, .gitignore, storyboard.schema.json\n"
        "From the light.fountain: 2 shots in 2 scenes; each line of it is in a prompt, a note or a comment.\n"
        + NEXT.format(cd="  cd film\n")
    )
    assert cli("-C", "film", "validate").out == "storyboard.yaml: 2 shots, valid\n"
    built = cli("-C", "film", "build", "--simulate", "--json")
    assert (built.status, {a["shot"]: a["result"] for a in built.json["actions"]}) == (
        0,
        {"int-tower-night/01": "done", "con-1/01": "done"},
    )
    assert [a["request"]["prompt"] for a in built.json["actions"]] == [
        "Rain.\nMARA: “Who lit it?”",
        "A lamp, {{ lit }}.",
    ]


def test_what_cannot_become_one_leaves_nothing_behind(cli: Cli) -> None:
    cli.write("a,b\n", "list.csv")
    ran = cli("init", "film", "--from", "list.csv")
    assert (ran.status, ran.err) == (
        65,
        (
            "seedance-make: list.csv has no column `Description` or `Dialogue`\n"
            "   help: its first row names them: Scene, Shot, Description, Character, Dialogue, Notes\n"
        ),
    )
    assert cli("init", "film", "--from", "no.csv").status == 64
    assert not (cli.folder / "film").exists()
    cli.write("mine")
    cli.write(PLAY, "a.fountain")
    assert cli("init", "--from", "a.fountain", "--agents").status == 64
    assert cli.text == "mine"
