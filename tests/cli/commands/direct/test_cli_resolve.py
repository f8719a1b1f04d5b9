"""`resolve`: a task id is looked up before it is believed; the other ways ask nobody."""

import pytest
from cli_tools import Cli
from scripted_server import ScriptedServer

ONE = "version: 1\nshots:\n  door: {prompt: A door., resolution: 480p, duration: 4}\n"


@pytest.fixture
def lost(cli: Cli, server: ScriptedServer) -> Cli:
    """The door's request was taken, and the answer never came."""
    cli.write(ONE)
    server.script.post(reset="after", charged=True)
    assert cli("build", "--yes", "--max-credits", "9000", "--poll-interval", "0.02").status == 3
    return cli


def state(cli: Cli) -> str:
    (row,) = cli("log", "--json").json["attempts"]
    return str(row["state"])


def test_an_id_that_the_api_knows_is_kept(lost: Cli, server: ScriptedServer) -> None:
    (task,) = server.api.tasks
    ran = lost("resolve", "door", "--task-id", task)
    assert (ran.status, ran.out) == (
        0,
        f"door@1: task {task} is kept; the next build takes it up for nothing\n",
    )
    assert state(lost) == "submitted"
    lost.build()
    assert (state(lost), len(server.posts)) == ("done", 1)


def test_an_id_that_the_api_does_not_know_is_refused(lost: Cli) -> None:
    ran = lost("resolve", "door", "--task-id", "task_typo")
    assert (ran.status, ran.out, ran.err) == (
        64,
        "",
        (
            "seedance-make: the API knows no task task_typo under this key\n"
            "   help: copy the id from your account's task page; if it was sent with another key, use that one, "
            "or add --unchecked to take the id as it is\n"
        ),
    )
    assert state(lost) == "unknown"


def test_a_task_of_another_model_is_refused(lost: Cli, server: ScriptedServer) -> None:
    (task,) = server.api.tasks
    server.script.poll(task={"model": "kling-3"}, times=None)
    ran = lost("resolve", "door", "--task-id", task)
    assert (ran.status, ran.err) == (
        64,
        (
            f"seedance-make: task {task} is one of kling-3, and door@1 was sent to seedance-2.0-mini\n"
            "   help: copy the id of the task of that time from your account's task page\n"
        ),
    )
    assert state(lost) == "unknown"


def test_without_a_key_it_cannot_be_checked(lost: Cli, server: ScriptedServer) -> None:
    (task,) = server.api.tasks
    lost.setenv("REAPI_API_KEY", "")
    ran = lost("resolve", "door", "--task-id", task)
    assert (ran.status, ran.err) == (
        77,
        (
            f"seedance-make: no API key is set: task {task} cannot be looked up\n"
            "   help: set REAPI_API_KEY, or add --unchecked to take the id as it is\n"
        ),
    )
    assert state(lost) == "unknown"
    assert lost("resolve", "door", "--task-id", task, "--unchecked").status == 0
    assert state(lost) == "submitted"


def test_with_the_api_out_of_reach_it_cannot_be_checked(lost: Cli, server: ScriptedServer) -> None:
    (task,) = server.api.tasks
    server.script.poll(status=503, times=None, headers={"Retry-After": "0"})
    ran = lost("resolve", "door", "--task-id", task)
    assert (ran.status, ran.err) == (
        69,
        (
            f"seedance-make: task {task} could not be looked up: the API answered HTTP 503\n"
            "   help: run it again later, or add --unchecked to take the id as it is\n"
        ),
    )
    assert state(lost) == "unknown"


def test_a_refused_key_checks_nothing(lost: Cli, server: ScriptedServer) -> None:
    (task,) = server.api.tasks
    lost.setenv("REAPI_API_KEY", "rk_of_somebody_else")
    ran = lost("resolve", "door", "--task-id", task)
    assert ran.status == 77
    assert ran.err.startswith(f"seedance-make: the API key is invalid: task {task} was not looked up\n")


def test_the_other_ways_ask_nobody(lost: Cli, server: ScriptedServer) -> None:
    seen = len(server.requests)
    assert lost("resolve", "door", "--abandon").out.startswith("door@1: closed; ")
    assert lost("resolve", "door", "--resubmit", "--json").json["state"] == "released"
    assert len(server.requests) == seen


@pytest.mark.parametrize("words", [[], ["--resubmit", "--abandon"], ["--unchecked"]])
def test_one_way_is_said(lost: Cli, words: list[str]) -> None:
    assert lost("resolve", "door", *words).err.startswith(
        "seedance-make: say one of: --task-id ID, --resubmit, --abandon\n"
    )
    assert lost("resolve", "door", "--abandon", "--unchecked").err == (
        "seedance-make: --unchecked goes with --task-id\n"
    )
