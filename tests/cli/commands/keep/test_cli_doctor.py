"""`doctor`: each thing that a build needs, its way out, and the exit status that a build would meet."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from cli_tools import Cli, Ran
from scripted_server import ScriptedServer


def check(ran: Ran, name: str) -> dict[str, object]:
    return next(c for c in ran.json["checks"] if c["name"] == name)


def test_all_is_well(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    cli.git("init", "-q")
    now = format_datetime(datetime.now(UTC), usegmt=True)
    server.script.add(on="balance", status=200, body={"balance": 5}, headers={"Date": now})
    ran = cli("doctor", "--json")
    assert (ran.status, ran.json["ok"]) == (0, True)
    assert {c["name"]: c["good"] for c in ran.json["checks"]} == {
        "tool": True, "packages": True, "store": True, "disk": True, "journal": True, "storyboard": True,
        "lock file": True, "output": True, "prices": None, "git": True, "API host": True, "API key": True,
        "API": True, "clock": True,
    }  # fmt: skip
    assert check(ran, "API key")["text"] == "from REAPI_API_KEY"
    assert server.key not in ran.out
    assert not server.api.tasks
    assert sorted(p.name for p in cli.folder.iterdir() if p.name != ".git") == [
        ".gitattributes", ".gitignore", "storyboard.schema.json", "storyboard.yaml",
    ]  # fmt: skip
    text = cli("doctor").out
    assert text.startswith("ok   tool        seedance-make ")
    assert text.endswith("\nEverything that a build needs is there.\n")


def test_without_a_key_the_ways_on_are_named(cli: Cli) -> None:
    cli("init")
    ran = cli("doctor")
    assert ran.status == 77
    assert ran.out.endswith(
        "BAD  API key     none is set\n"
        "                 set REAPI_API_KEY, or run seedance-make login; without one: build --simulate\n"
        "\n1 check to put right.\n"
    )


def test_offline_asks_nobody(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    ran = cli("doctor", "--offline", "--json")
    assert (ran.status, check(ran, "API")["text"]) == (0, "not asked (--offline)")
    assert not server.requests


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("rk_wrong", "refuses the key: the API key is invalid"),
        ("a b", "REAPI_API_KEY: the API key has white space inside"),
    ],
    ids=["refused", "malformed"],
)
def test_a_bad_key(cli: Cli, server: ScriptedServer, key: str, text: str) -> None:
    cli("init")
    cli.setenv("REAPI_API_KEY", key)
    ran = cli("doctor", "--json")
    assert ran.status == 77
    assert text in [c["text"] for c in ran.json["checks"] if c["good"] is False]
    assert key not in ran.out


def test_a_host_out_of_reach(cli: Cli) -> None:
    cli("init")
    cli.setenv("REAPI_API_KEY", "rk_x")
    ran = cli("doctor", "--json")
    assert ran.status == 69
    assert str(check(ran, "API")["text"]).startswith("out of reach: ")


def test_an_unsafe_host_is_wrong_usage(cli: Cli) -> None:
    cli.setenv("REAPI_BASE_URL", "http://example.com")
    cli("init")
    ran = cli("doctor", "--json")
    assert ran.status == 64
    assert str(check(ran, "API host")["text"]).startswith("REAPI_BASE_URL must be https")


def test_problems_of_the_storyboard_are_counted(cli: Cli, server: ScriptedServer) -> None:
    cli.write("version: 1\nshots: {a: {duration: 99, prompt: x}, b: {}}\n")
    ran = cli("doctor", "--json")
    assert ran.status == 65
    assert check(ran, "storyboard") == {
        "name": "storyboard",
        "good": False,
        "text": "storyboard.yaml has 2 problems",
        "help": "`seedance-make validate` shows them",
    }


def test_outside_of_a_project(cli: Cli, server: ScriptedServer) -> None:
    ran = cli("doctor", "--json")
    assert (ran.status, check(ran, "storyboard")["text"]) == (64, "no manifest: storyboard.yaml is not there")


def test_a_damaged_journal_is_disk_trouble(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    (cli.home / "journal.db").write_bytes(b"garbage" * 1000)
    ran = cli("doctor", "--json")
    assert ran.status == 74
    assert "is damaged" in str(check(ran, "journal")["text"])


def test_what_a_person_has_set_for_every_build(cli: Cli, server: ScriptedServer) -> None:
    path = cli.home / "budget.toml"
    path.write_text("day = 5000\nmonth = 40000\napprove = true\n")
    assert check(cli("doctor", "--json"), "budget") == {
        "name": "budget",
        "good": True,
        "text": "$5.000 a day, $40.000 a month, approved plans alone without a terminal",
        "help": None,
    }
    path.write_text("daily = 5000\n")
    ran = cli("doctor", "--json")
    assert ran.status == 74
    assert str(check(ran, "budget")["text"]).endswith("it has `daily`, and knows day, month, approve")


def test_a_lock_file_that_is_none(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    cli.write("garbage\n", "storyboard.lock")
    ran = cli("doctor", "--json")
    assert ran.status == 65
    assert str(check(ran, "lock file")["text"]).startswith(
        "storyboard.lock:1: is no lock file of seedance-make"
    )


def test_a_store_that_cannot_be_written(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    cli.write("a file", "store")
    cli.setenv("SEEDANCE_MAKE_HOME", str(cli.folder / "store"))
    ran = cli("doctor", "--json")
    assert ran.status == 74
    assert check(ran, "store")["help"] == "set SEEDANCE_MAKE_HOME to a folder of yours"


def test_an_output_tree_behind_a_link(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    (cli.folder / "out").symlink_to(cli.home)
    ran = cli("doctor", "--json")
    assert (ran.status, check(ran, "output")["good"]) == (74, False)


def test_what_git_should_know_is_remarked(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.write("*.lock\n", ".gitignore")
    cli.git("init", "-q")
    cli.setenv("GIT_DIR", str(cli.home / "nothing"))  # as inside of a hook of another repository
    ran = cli("doctor", "--json")
    assert ran.status == 0
    assert [(c["text"], c["good"]) for c in ran.json["checks"] if c["name"] == "git"] == [
        ("storyboard.lock is not merged by lines", None),
        ("storyboard.lock is ignored: others would buy again", None),
        ("out/ is not ignored", None),
    ]


def test_a_clock_that_is_off_is_remarked(cli: Cli, server: ScriptedServer) -> None:
    cli("init")
    ahead = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    server.script.add(on="balance", status=200, body={"balance": 5}, headers={"Date": ahead})
    ran = cli("doctor", "--json")
    assert (ran.status, check(ran, "clock")["good"]) == (0, None)
    assert str(check(ran, "clock")["text"]).endswith(" seconds behind the API's")


def test_old_prices_and_a_thrown_away_store_are_remarked(cli: Cli, server: ScriptedServer) -> None:
    cli.write(
        "version: 1\nprices: {as_of: 2024-01-01, seedance-2.0-mini: {720p: {usd_per_second: 1, with_reference_video: 1}}}\n"
        "shots: {a: {prompt: x}}\n"
    )
    prices = check(cli("doctor", "--json"), "prices")
    assert prices["good"] is None
    assert str(prices["text"]).startswith("of 2024-01-01 (from storyboard.yaml), ")


def test_letters_that_no_font_here_has_are_named_with_the_package_to_install(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cli.folder / "fonts.conf").write_text("<fontconfig></fontconfig>", "utf-8")
    monkeypatch.setenv("FONTCONFIG_FILE", str(cli.folder / "fonts.conf"))
    cli.write(
        "version: 1\nshots:\n  a: {prompt: Ashur \U00012000\U00012001}\n  b: {prompt: \U00012000}\n"
        "  c: {prompt: Plain.}\n  d: {prompt: \U00012000, enabled: false}\n"
    )
    assert check(cli("doctor", "--offline", "--json"), "fonts") == {
        "name": "fonts",
        "good": None,
        "text": (
            "none here has the Cuneiform letters of 2 prompts: simulated clips have the text as their title alone"
        ),
        "help": "Debian and Ubuntu: apt install fonts-noto-core; elsewhere any font that has them",
    }
