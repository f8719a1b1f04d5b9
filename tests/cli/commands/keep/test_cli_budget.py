"""`budget`: what it shows, and that a person alone sets it."""

import pytest
from cli_tools import Cli, answered
from scripted_server import ScriptedServer

from seedance_make.store.budget import budget_path, read_budget

NOBODY = (
    "seedance-make: a budget is set by a person, on a terminal\n"
    "   help: ask whoever pays to run it there: seedance-make budget --day 5000\n"
)


def test_a_script_is_told_to_ask_its_person(cli: Cli) -> None:
    ran = cli("budget", "--day", "5000")
    assert (ran.status, ran.out, ran.err) == (4, "", NOBODY)
    assert not budget_path(cli.home).exists()


@pytest.mark.parametrize(("answer", "status"), [(b"n\n", 4), (b"\n", 4), (b"\x03", 130)])
def test_a_no_changes_nothing(cli: Cli, answer: bytes, status: int) -> None:
    assert answered(("budget", "--approve", "off"), answer, cwd=cli.folder)[0] == status
    assert not budget_path(cli.home).exists()


def test_a_person_sets_it_and_sees_what_was_before(cli: Cli) -> None:
    status, screen = answered(("budget", "--day", "5,000", "--approve", "on"), b"y\n", cwd=cli.folder)
    assert (status, screen.splitlines()[:5]) == (
        0,
        [
            f"Limits of this store ({budget_path(cli.home)}), for every project and build:",
            "  a day (UTC)         $5.000                (was no limit)",
            "  a month (UTC)       no limit",
            "  without a terminal  approved plans alone  (was needs --yes and a cap)",
            "Set them? [y/N]: y",
        ],
    )
    status, screen = answered(("budget", "--day", "off", "--month", "40000"), b"y\n", cwd=cli.folder)
    assert screen.splitlines()[1:3] == [
        "  a day (UTC)         no limit              (was $5.000)",
        "  a month (UTC)       $40.000               (was no limit)",
    ]
    budget = read_budget(cli.home)
    assert (budget.day, budget.month, budget.approve) == (None, 40000, True)


def test_it_shows_what_was_spent_by_project(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    cli.edit("shots:", "max_credits: 9000\nbudget: 500\nshots:")
    cli.build()
    (cli.home / "budget.toml").write_text("day = 400\nmonth = 362\napprove = true\n")
    shown = cli("budget")
    assert (shown.status, shown.out) == (
        0,
        (
            "Every project and build of this store at loopback; days and months in UTC.\n"
            "             spent   limit    left\n"
            "today       $0.362  $0.400  $0.038  near the limit\n"
            "this month  $0.362  $0.362  $0.000  used up\n\n"
            "This month:\n"
            f"  {cli.folder}/storyboard.yaml  $0.362\n\n"
            "This storyboard: cap of a build $9.000; budget of the film $0.500, $0.362 of it is spent, in flight or unknown.\n"
            "A build without a terminal buys only what a person has approved.\n"
            "A person sets it: budget --day N --month N (credits, 1,000 are $1), --approve on|off.\n"
        ),
    )
    assert cli("budget", "--json").json == {
        "origin": "loopback",
        "day": {"spent": 362, "limit": 400},
        "month": {"spent": 362, "limit": 362},
        "approve": True,
        "projects": [{"project": f"{cli.folder}/storyboard.yaml", "day": 362, "month": 362}],
        "storyboard": {"max_credits": 9000, "budget": 500, "spent": 362},
    }
    cli.setenv("REAPI_BASE_URL", "https://reapi.ai")
    assert cli("budget", "--json").json["day"] == {"spent": 0, "limit": 400}


def test_it_stands_without_a_storyboard_and_beside_a_broken_one(cli: Cli) -> None:
    assert cli("budget").out == (
        "Every project and build of this store at loopback; days and months in UTC.\n"
        "             spent     limit\n"
        "today       $0.000  no limit\n"
        "this month  $0.000  no limit\n\n"
        "A person sets it: budget --day N --month N (credits, 1,000 are $1), --approve on|off.\n"
    )
    cli.write("version: 2\n")
    ran = cli("budget")
    assert (ran.status, ran.err) == (
        0,
        "the limits of storyboard.yaml are not known: it has errors (validate)\n",
    )
    assert cli("budget", "--day", "$5").status == 64
