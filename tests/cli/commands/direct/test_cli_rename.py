"""`rename`: a shot under another name, with everything that refers to it."""

import av
from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def test_rename_takes_all_references_along_and_buys_nothing(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    ran = cli("rename", "door", "act1/gate")
    assert ran.out == (
        "door is act1/gate now (storyboard.yaml).\nNext: seedance-make build   # nothing is bought\n"
    )
    cli.build()
    assert (cli.folder / "out/act1/gate.mp4").exists()
    assert not (cli.folder / "out/door.mp4").exists()
    assert len(server.api.tasks) == 2


def test_the_price_is_that_of_the_build_that_is_suggested(cli: Cli) -> None:
    cli.write()
    assert cli("rename", "door", "gate").out == (
        "door is gate now (storyboard.yaml).\nNext: seedance-make build   # buys gate, wave for $0.362\n"
    )


def test_a_pattern_renames_many(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO.replace("wave: {", "act2/wave: {").replace("  door:", "  act2/door:"))
    cli.build()
    assert cli("rename", "act2/*", "scene2/*-v2").out == (
        "act2/door is scene2/door-v2 now (storyboard.yaml).\n"
        "act2/wave is scene2/wave-v2 now (storyboard.yaml).\n"
        "Next: seedance-make build   # nothing is bought\n"
    )
    assert cli("rename", "*-v2", "*", "--exclude", "*/door-v2").out.startswith(
        "scene2/wave-v2 is scene2/wave now"
    )
    assert len(server.api.tasks) == 2


def test_it_says_which_groups_a_shot_leaves_and_enters(cli: Cli) -> None:
    groups = "groups:\n  act2/*: {generate_audio: true}\n  '*': {note: x}\n  '*2/new*': {web_search: false}\n"
    cli.write(
        TWO.replace("wave: {", "act2/wave: {")
        .replace("  door:", "  act2/door:")
        .replace("shots:", groups + "shots:")
    )
    assert cli("rename", "act2/*", "scene2/new-*").out == (
        "act2/door is scene2/new-door now (storyboard.yaml).\n"
        "act2/wave is scene2/new-wave now (storyboard.yaml).\n"
        "Not in the group act2/* any more: scene2/new-door, scene2/new-wave.\n"
        "In the group *2/new* now: scene2/new-door, scene2/new-wave.\n"
        "Next: seedance-make build   # buys scene2/new-door, scene2/new-wave for $0.362\n"
    )
    assert cli("rename", "scene2/new-door", "act2/door", "--json").json["changes"] == [
        {
            "shot": "act2/door",
            "old": "scene2/new-door",
            "left": ["*2/new*"],
            "entered": ["act2/*"],
            "files": ["storyboard.yaml"],
        },
    ]


def test_a_pattern_that_cannot_be_writes_nothing(cli: Cli) -> None:
    cli.write()
    for old, new in (("w*", "x"), ("w*v*", "x*"), ("?ave", "*"), ("w*", "x*?")):
        ran = cli("rename", old, new)
        assert ran.status == 64
        assert ran.err == (
            "seedance-make: a pattern of shots is renamed by one `*` in the old and one in the new name\n"
            "   help: as in: seedance-make rename 'act2/*' 'scene2/*'\n"
        )
    assert cli("rename", "*", "a b*").status == 64
    cli.write(TWO.replace("wave:", "adoor:"))
    assert (
        cli("rename", "*", "a*").err
        == "seedance-make: there is a shot `adoor` already\n   help: choose another name\n"
    )
    assert "  door:" in cli.text


def test_names_that_cannot_be_are_refused(cli: Cli) -> None:
    cli.write()
    assert cli("rename", "door", "wave").err == (
        "seedance-make: there is a shot `wave` already\n   help: choose another name\n"
    )
    ran = cli("rename", "door", "a b")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: `a b` is no name for a shot: a blank cannot stand in a shot's name\n   help: write `a-b`\n",
    )
    assert cli.text == TWO


def test_an_unknown_shot_gets_a_suggestion_and_nothing_is_written(cli: Cli) -> None:
    cli.write()
    ran = cli("rename", "dor", "gate")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no shot is named `dor`\n   help: did you mean `door`?\n"
    assert cli.text == TWO


def test_a_simulated_clip_shows_the_new_name(cli: Cli) -> None:
    """Its slate is part of the picture, so it is rendered again; the others are kept."""
    cli.write()
    assert cli("build", "--simulate").status == 0
    cli("rename", "door", "gate")
    ran = cli("build", "--simulate", "--json")
    assert {a["shot"]: (a["action"], a["result"]) for a in ran.json["actions"] if a["action"] != "remove"} == {
        "gate": ("buy", "done"), "wave": ("keep", "done"),
    }  # fmt: skip
    with av.open(cli.folder / "out-simulated" / "gate.mp4") as clip:
        assert clip.metadata["title"] == "gate, take 1: A door."
