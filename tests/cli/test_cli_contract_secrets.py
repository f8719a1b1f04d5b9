"""The key of the environment in a wrong place: nothing quotes it back."""

import pytest
from cli_tools import Cli

KEY = "hunter2-very-secret"


@pytest.mark.parametrize(
    "words",
    [
        ("plan", KEY), ("--profile", KEY, "plan"), (KEY,), ("plan", f"--{KEY}"), ("-f", KEY, "plan"),
        ("plan", "-s", KEY), ("plan", "-s", f"tag:{KEY}"), ("show", KEY), ("--json", "status", KEY),
    ],
)  # fmt: skip
def test_typed(cli: Cli, words: tuple[str, ...]) -> None:
    cli.setenv("REAPI_API_KEY", KEY)
    cli.write()
    ran = cli(*words)
    assert ran.status == 64
    assert KEY not in ran.out + ran.err
    assert "█" * len(KEY) in ran.err


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_pasted_into_the_manifest(cli: Cli, command: str) -> None:
    cli.setenv("REAPI_API_KEY", KEY)
    cli.write(f"version: 1\nshots:\n  a: {{prompt: {KEY}, duration: {KEY}, seed: 5}}\n")
    dark = "█" * len(KEY)
    ran = cli(command, "--json")
    assert ran.status == 65
    assert KEY not in ran.out + ran.err
    assert ran.err.startswith(
        f"storyboard.yaml:3:46: shots.a.duration: must be a whole number of seconds, 4 to 15, not {dark}\n"
        f"    3 |   a: {{prompt: {dark}, duration: {dark}, seed: 5}}\n"
        f"      |                                              {'^' * len(KEY)}\n"
    )
