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
