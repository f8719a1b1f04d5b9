"""`pin`: the clip that is in place, whatever the text says by now."""

from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def digest_in_place(cli: Cli, shot: str) -> str:
    return str(next(a for a in cli("log", shot, "--json").json["attempts"])["sha256"][0])


def test_pin_fixes_the_clip_that_the_shot_has_now(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    digest = digest_in_place(cli, "door")
    ran = cli("pin", "door")
    assert ran.out == (
        f"door: pinned to {digest[:12]} (storyboard.yaml).\n"
        "A pinned clip is used whatever text, style, cast or upstream say from now on.\n"
        "Next: seedance-make build door   # nothing is bought\n"
    )
    assert digest in cli.text
    assert "# stays" in cli.text
    cli.edit("A door.", "A red gate.")
    plan = cli("plan", "--json").json
    assert [a["action"] for a in plan["actions"]] == ["keep", "keep"]
    assert len(server.api.tasks) == 2


def test_a_text_that_was_mended_since_makes_no_difference(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    digest = digest_in_place(cli, "door")
    cli.edit("A door.", "A door!")
    assert cli("pin", "door").out == (
        f"door: pinned to {digest[:12]} (storyboard.yaml).\n"
        "A pinned clip is used whatever text, style, cast or upstream say from now on.\n"
        "Next: seedance-make build door   # nothing is bought\n"
    )
    cli.build()
    assert len(server.api.tasks) == 2
    [status] = cli("status", "door", "--json").json["shots"]
    assert (status["credits"], status["task_id"], status["pinned"]) == (181, "task_000001", True)
    cli.edit("A door!", "Another door.")  # what it was bought as does not depend on today's text
    assert "cost so far $0.362.\n" in cli("status").out


def test_a_take_that_was_picked_and_is_not_in_place_yet_is_pinned_all_the_same(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write()
    cli("retake", "door")
    cli.build()
    second = next(a for a in cli("log", "door", "--json").json["attempts"] if a["take"] == 2)["sha256"][0]
    cli("pick", "door", "2")
    assert cli("pin", "door").out.startswith(f"door: pinned to {second[:12]} (")


def test_an_edited_output_is_no_clip_to_pin(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.build()
    cli.edit("A door.", "A door!")
    (cli.folder / "out/door.mp4").write_bytes(b"cut by hand")
    ran = cli("pin", "door")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: door has no clip to pin: edited by hand, left alone: move it away, or build --overwrite door\n",
    )


def test_what_has_no_clip_is_not_pinned(cli: Cli) -> None:
    cli.write()
    ran = cli("pin", "door")
    assert ran.status == 64
    assert ran.err == "seedance-make: door has no clip to pin: new\n   help: seedance-make build door\n"
    cli("retake", "door")
    assert cli("pin", "door").err == (
        "seedance-make: door has the takes 1, 2, and none is chosen\n"
        "   help: choose one first: seedance-make pick door K\n"
    )


def test_a_disabled_shot_is_not_pinned(cli: Cli) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    enabled: false\n"))
    assert cli("pin", "door").err == "seedance-make: door is disabled\n   help: set `enabled: true` first\n"


def test_a_pattern_pins_many_or_none(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO + "  walk: {prompt: A walk., resolution: 480p, duration: 4}\n")
    cli.build("door", "wave")
    before = cli.text
    ran = cli("pin", "*")
    assert (ran.status, ran.err.splitlines()[0]) == (64, "seedance-make: walk has no clip to pin: new")
    assert cli.text == before
    ran = cli("pin", "-s", "state:done")
    door, wave = digest_in_place(cli, "door"), digest_in_place(cli, "wave")
    assert ran.out.splitlines() == [
        f"door: pinned to {door[:12]} (storyboard.yaml).", f"wave: pinned to {wave[:12]} (storyboard.yaml).",
        "A pinned clip is used whatever text, style, cast or upstream say from now on.",
        "Next: seedance-make build door wave   # nothing is bought",
    ]  # fmt: skip
    assert cli.text.count("pin:") == 2


def test_an_edit_of_everything_is_never_meant(cli: Cli) -> None:
    cli.write()
    for command in ("pin", "retake"):
        ran = cli(command)
        assert (ran.status, ran.err) == (
            64,
            "seedance-make: name the shots\n   help: by name or pattern, or with -s tag:NAME or state:STATE\n",
        )
    assert cli.text == TWO


def test_an_unknown_shot_gets_a_suggestion_and_nothing_is_written(cli: Cli) -> None:
    cli.write()
    ran = cli("pin", "dor")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == "seedance-make: no shot is named `dor`\n   help: did you mean `door`?\n"
    assert cli.text == TWO
