"""`plan`, and the question that its total answers: what a build would really spend."""

from cli_tools import Cli
from scripted_server import ScriptedServer

CHAIN = """\
version: 1
defaults: {resolution: 480p, duration: 4}
shots:
  a: {prompt: A door.}
  b: {prompt: A wave., first_frame: {shot: a}}
"""


def test_what_waits_for_a_refused_shot_is_in_no_total_and_under_no_cap(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write(CHAIN.replace(", first_frame: {shot: a}", ""))
    server.script.post(error=(80007, "flagged source"), status=400, prompt="A door.")
    assert cli("build", "--yes", "--max-credits", "9000", "--poll-interval", "0.02").status == 1
    cli.write(CHAIN.replace("first_frame", "reference_images").replace("{shot: a}", "[{shot: a}]"))
    stuck = cli("plan", "--detailed-exitcode")
    assert (stuck.status, "Next:" in stuck.out) == (0, False)
    assert "\n~ wait     b  r2v  4 s  480p  waits for a, which is failed\n" in stuck.out
    assert cli("build", "--yes", "--max-credits", "1").status == 1  # a is refused; nothing is to be bought

    cli.write(cli.text + "  c: {prompt: A pier.}\n")
    found = cli("plan", "--json", "--detailed-exitcode")
    totals = found.json["totals"]
    assert (found.status, totals["credits"], totals["seconds"], totals["wait"]) == (2, 181, 4, 1)
    assert [a["estimate"] and a["estimate"]["credits"] for a in found.json["actions"]] == [None, None, 181]
    ran = cli("build", "--json", "--yes", "--max-credits", "181", "--poll-interval", "0.02")
    assert (ran.status, {a["shot"]: a["result"] for a in ran.json["actions"]}) == (
        1,
        {"a": "skipped", "b": "skipped", "c": "done"},
    )
    assert ran.json["totals"]["spent"] == 181


COATS = """\
version: 1
vars:
  coat: yellow oilskin
defaults: {resolution: 480p, duration: 4}
shots:
  act1/door: {prompt: "Mara in a {{ coat }}.", takes: 2, take: 1}
  act1/wave: {prompt: "A {{ coat }} on a wave.", reference_images: [{shot: act1/door}]}
  act2/end: {prompt: The end.}
"""


def test_one_edit_is_told_once_by_its_place(cli: Cli, server: ScriptedServer) -> None:
    cli.write(COATS)
    cli.build()
    cli.edit("yellow oilskin", "red slicker")
    assert cli("plan").out.startswith(
        "+ buy      2 takes    t2v  8 s  480p  $0.362  changed: vars.coat (storyboard.yaml:3)\n"
        "    act1/door, act1/door@2\n"
        "    vars.coat: [-yellow oilskin-]{+red slicker+}\n"
        "+ buy      act1/wave  r2v  4 s  480p  $0.181  after act1/door\n"
    )
    cli.edit("red slicker", "yellow oilskin")
    cli.edit("take: 1", "take: 2")
    assert cli("plan").out.startswith(
        "+ buy      act1/wave  r2v  4 s  480p  $0.181  act1/door is take 2 now\n"
    )
    cli.edit("duration: 4", "duration: 5")
    assert cli("plan").out.startswith(
        "+ buy      3 takes    t2v  15 s  480p  $0.678  changed: defaults.duration (storyboard.yaml:4)\n"
        "    act1/door, act1/door@2, act2/end\n"
        "    defaults.duration: 4 → 5\n"
        "+ buy      act1/wave  r2v   5 s  480p  $0.226  after act1/door\n"
    )


def test_two_edits_are_each_shown_once_with_all_that_they_reach(cli: Cli, server: ScriptedServer) -> None:
    film = COATS.replace("The end.}", '"The end, {{ boat }}."}').replace(
        "\n  coat", "\n  boat: the Anna\n  coat"
    )
    cli.write(film.replace("Mara in a", "{{ boat }} and Mara in a"))
    cli.build()
    cli.edit("yellow oilskin", "red slicker")
    cli.edit("the Anna", "a yawl")
    assert cli("plan").out.startswith(
        "+ buy      2 takes    t2v  8 s  480p  $0.362  changed: vars.boat (storyboard.yaml:3), vars.coat (storyboard.yaml:4)\n"
        "    act1/door, act1/door@2\n"
        "    vars.boat: [-the Anna-]{+a yawl+}\n"
        "    vars.coat: [-yellow oilskin-]{+red slicker+}\n"
        "+ buy      act1/wave  r2v  4 s  480p  $0.181  after act1/door\n"
        "+ buy      act2/end   t2v  4 s  480p  $0.181  changed: vars.boat (storyboard.yaml:3)\n\n"
    )


def test_a_plan_that_cannot_be_saved_is_said(cli: Cli) -> None:
    cli.write()
    ran = cli("plan", "--out", "gone/plan.json")
    assert (ran.status, ran.err) == (
        74,
        "seedance-make: cannot write gone/plan.json: no such file or directory\n",
    )
