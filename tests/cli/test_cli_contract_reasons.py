"""Why the plan does what it does, in words that are true."""

from cli_tools import Cli
from scripted_server import ScriptedServer


def test_a_take_that_resolve_let_go_of_did_not_change(cli: Cli, server: ScriptedServer) -> None:
    cli.write("version: 1\nshots: {door: {prompt: A door., resolution: 480p, duration: 4}}\n")
    server.script.post(status=500)
    assert cli("build", "--yes", "--max-credits", "900").status == 3
    assert cli("resolve", "door", "--resubmit").status == 0
    (action,) = cli("plan", "--json").json["actions"]
    assert (action["action"], action["state"], action["reason"], action["changed"]) == (
        "buy",
        "new",
        "its last attempt was given up: bought again as asked",
        [],
    )
    cli.edit("A door.", "A gate.")
    (action,) = cli("plan", "--json").json["actions"]
    assert (action["state"], action["reason"]) == ("changed", "changed: prompt")


def test_a_rebuy_of_what_is_not_lost_changes_nothing_and_says_so(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    assert cli("plan", "--rebuy", "door", "--json").json["notes"] == [
        "door@1 is not lost: --rebuy changes nothing there"
    ]
    cli.build()
    ran = cli("build", "--rebuy", "door@1")
    assert (ran.status, len(server.ids)) == (0, 2)
    plan = cli("plan", "--rebuy", "door@1")
    assert "note: door@1 is not lost: --rebuy changes nothing there\n" in plan.out
