"""`status`: one entry a take, as data and in words; what is given narrows both lists."""

from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


def test_each_take_as_data(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    takes: [1, 3]\n    take: 3\n"))
    cli.build("door")
    attempts = cli("log", "--json").json["attempts"]
    digests = {a["take"]: a["sha256"][0] for a in attempts}
    tasks = {a["take"]: a["task_id"] for a in attempts}
    done = {"shot": "door", "takes": [1, 3], "state": "done", "seconds": 4, "credits": 181, "pinned": False}
    assert cli("status", "--json").json == {
        "shots": [
            done | {
                "take": 1, "chosen": False, "reason": "in place", "task_id": tasks[1],
                "output": "out/_takes/door/1.mp4", "sha256": digests[1],
            },
            done | {
                "take": 3, "chosen": True, "reason": "in place", "task_id": tasks[3],
                "output": "out/door.mp4", "sha256": digests[3],
            },
            {
                "shot": "wave", "take": 1, "takes": [1], "chosen": True, "state": "new", "reason": "new",
                "task_id": None, "output": "out/wave.mp4", "sha256": None, "seconds": 4, "credits": None,
                "pinned": False,
            },
        ],
        "attempts": [],
    }  # fmt: skip
    cli("pin", "door")
    assert [s["pinned"] for s in cli("status", "door", "--json").json["shots"]] == [False, True]
    assert (
        cli("status", "door").out.splitlines()[1]
        == "door@3  done  2 of 2  4 s  $0.181  out/door.mp4           pinned"
    )


def test_given_shots_narrow_both_lists_and_states_are_in_lower_case(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    server.script.post(prompt="A door.", reset="after", charged=True)
    server.script.poll(prompt="A wave.", task={"status": "processing", "output": None}, times=None)
    assert (
        cli("build", "--yes", "--max-credits", "9000", "--timeout", "0.2", "--poll-interval", "0.02").status
        == 3
    )
    both = cli("status", "--json").json["attempts"]
    assert [(a["shot"], a["take"], a["state"], sorted(a)) for a in both] == [
        ("door", 1, "unknown", ["attempt", "shot", "since", "state", "take", "task_id"]),
        ("wave", 1, "submitted", ["attempt", "shot", "since", "state", "take", "task_id"]),
    ]
    one = cli("status", "wave", "--json").json
    assert ([s["shot"] for s in one["shots"]], one["attempts"]) == (["wave"], both[1:])
    assert "Blocked" not in cli("status", "wave").out
    assert cli("log", "--json").json["attempts"][0]["state"] == "unknown"


def test_simulated_clips_have_cost_nothing(cli: Cli) -> None:
    cli.write()
    assert cli("build", "--simulate").status == 0
    assert cli("status", "--simulate").out == (
        "door  done  1 of 1  4 s  out-simulated/door.mp4\n"
        "wave  done  1 of 1  4 s  out-simulated/wave.mp4\n"
        "\n"
        "2 done\n"
        "8 seconds of film in 2 shots; cost so far $0.000.\n"
    )
