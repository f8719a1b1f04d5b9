"""The command line as strangers use it: help, slips in selectors, and `--json` when a command ends early."""

import json

import pytest
from cli_tools import Cli
from scripted_server import ScriptedServer

from seedance_make.cli.errors import end_command
from seedance_make.cli.invocation import Invocation
from seedance_make.core.plan.model import ShotState

TAGGED = """\
version: 1
shots:
  a: {prompt: a, tags: [day, sea]}
  b: {prompt: b, tags: [night]}
  c: {prompt: c}
"""


def test_without_a_command_the_help_is_shown_as_it_is(cli: Cli) -> None:
    shown = cli("--help")
    bare = cli()
    assert (bare.status, bare.out) == (64, "")
    assert bare.err == shown.out


@pytest.mark.parametrize(
    ("selectors", "names"),
    [
        (["tag:day,night"], ["a", "b"]),
        (["tag:day,tag:night"], ["a", "b"]),
        (["tag: night , day"], ["a", "b"]),
        (["tag:day,state:new"], ["a", "b", "c"]),
        (["state:done,tag:night"], ["b"]),
        (["tag:day", "tag:sea"], ["a"]),
        (["tag:day", "tag:night"], []),
    ],
)
def test_a_comma_widens_and_a_second_selector_narrows(
    cli: Cli, selectors: list[str], names: list[str]
) -> None:
    cli.write(TAGGED)
    ran = cli("plan", "--json", *(word for s in selectors for word in ("-s", s)))
    assert [a["shot"] for a in ran.json["actions"]] == names


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        ("tag:dya", "no shot has the tag dya\n   help: did you mean day?\n"),
        ("tag:xyzzy", "no shot has the tag xyzzy\n   help: the tags are: day, night, sea\n"),
        ("state:nwe", "no state is named nwe\n   help: did you mean new?\n"),
        ("state:new,fialed", "no state is named fialed\n   help: did you mean failed?\n"),
        ("day", "unknown selector: day\n   help: selectors are tag:NAME and state:STATE\n"),
        ("tag:", "unknown selector: tag:\n   help: selectors are tag:NAME and state:STATE\n"),
        ("tag:day,", "unknown selector: tag:day,\n   help: selectors are tag:NAME and state:STATE\n"),
        ("tgs:day", "unknown selector: tgs:day\n   help: selectors are tag:NAME and state:STATE\n"),
    ],
)
def test_a_slip_in_a_selector_selects_nothing_in_silence(cli: Cli, selector: str, said: str) -> None:
    cli.write(TAGGED)
    ran = cli("plan", "-s", selector)
    assert (ran.status, ran.out, ran.err) == (64, "", f"seedance-make: {said}")


def test_every_state_is_named_to_one_who_knows_none(cli: Cli) -> None:
    cli.write(TAGGED)
    states = ", ".join(state.value for state in ShotState)
    assert cli("plan", "-s", "state:xyzzy").err == (
        f"seedance-make: no state is named xyzzy\n   help: the states are: {states}\n"
    )
    assert states.endswith("failed, lost, edited")


@pytest.mark.parametrize("selector", ["tag:day", "state:new"])
def test_a_selector_in_the_place_of_a_shot_is_said_as_such(cli: Cli, selector: str) -> None:
    cli.write(TAGGED)
    assert cli("plan", selector).err == (
        f"seedance-make: {selector} is a selector, and no shot\n   help: write it after -s: -s {selector}\n"
    )


def test_tags_of_a_storyboard_without_any(cli: Cli) -> None:
    cli.write()
    assert cli("plan", "-s", "tag:day").err.endswith("   help: no shot has tags\n")


@pytest.mark.parametrize("command", ["plan", "build", "status", "show", "validate"])
def test_a_bad_manifest_is_data_with_every_command(cli: Cli, command: str) -> None:
    cli.write("version: 1\nshots: {a: {prompt: x, duration: 99}}\n")
    ran = cli(command, *(["a"] if command == "show" else []), "--json")
    problems = [
        {
            "file": "storyboard.yaml", "line": 2, "column": 34, "path": "shots.a.duration", "severity": "error",
            "name": "out-of-range", "message": "must be 4 to 15 seconds, not 99",
            "help": ran.json["problems"][0]["help"],
        }
    ]  # fmt: skip
    error = {"exit": 65, "message": "storyboard.yaml has 1 error", "help": None, "problems": problems}
    early = {} if command == "validate" else {"error": error}  # whose document it is anyway
    assert (ran.status, ran.json) == (65, {**early, "problems": problems})
    assert ran.err.startswith("storyboard.yaml:2:34: shots.a.duration: must be 4 to 15 seconds, not 99\n")


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("plan", "nobody"), (64, "no shot is named `nobody`", "there is `door`, `wave`")),
        (
            ("build",),
            (
                4, "nobody can be asked here, and $0.362 would be spent",
                "say so: --yes --max-credits 362; or save a plan (plan --out FILE) and build --plan FILE",
            ),
        ),
        (("build", "--jobs", "0"), (64, "Invalid value for '-j' / '--jobs': 0 is not in the range 1<=x<=256.", None)),
        (("bild",), (64, "No such command: bild. Did you mean build?", None)),
        ((), (64, "Missing command.", None)),
    ],
)  # fmt: skip
def test_an_early_end_is_one_document_too(
    cli: Cli, server: ScriptedServer, words: tuple[str, ...], error: tuple[int, str, str | None]
) -> None:
    cli.write()
    ran = cli("--json", *words)
    exit_, message, help_text = error
    assert (ran.status, ran.json) == (
        exit_,
        {"error": {"exit": exit_, "message": message, "help": help_text}},
    )
    assert message in ran.err
    assert not server.ids


def test_a_signal_and_a_full_disk_end_in_a_document_too(capsys: pytest.CaptureFixture[str]) -> None:
    ends: list[tuple[BaseException, int, str]] = [
        (KeyboardInterrupt(), 130, "interrupted: nothing was lost"),
        (SystemExit(143), 143, "terminated: nothing was lost"),
        (OSError(28, "No space left on device"), 74, "cannot write: [Errno 28] No space left on device"),
    ]
    for error, status, message in ends:
        assert end_command(error, Invocation(json=True)) == status
        assert json.loads(capsys.readouterr().out) == {
            "error": {"exit": status, "message": message, "help": None}
        }
    assert end_command(ZeroDivisionError("x"), Invocation(json=True)) == 70
    assert json.loads(capsys.readouterr().out)["error"]["message"].startswith(
        "a bug of ours: ZeroDivisionError('x'); please report it with "
    )


def test_a_rehearsal_ends_by_saying_what_it_costs_for_real_and_that_the_cap_would_break(cli: Cli) -> None:
    cli.write()
    ends = " For real it would cost $0.362 (= 362 credits)."
    breaks = " The cap of $0.100 would break by $0.262: a real build would send nothing."
    assert cli("plan", "--simulate").out.endswith(f"\n\nOnly simulated: nothing is sent.{ends}\n")
    assert cli("plan", "--simulate", "--max-credits", "100").out.endswith(f"{ends}{breaks}\n")
    built = cli("build", "--simulate", "--max-credits", "100")
    assert built.status == 0
    assert built.out.endswith(f"\n\nSimulated: nothing was sent and nothing was spent.{ends}{breaks}\n")
    again = cli("build", "--simulate")
    assert again.out.endswith(f"\n\nSimulated: nothing was sent and nothing was spent.{ends}\n")
    assert json.loads(cli("plan", "--simulate", "--json").out)["totals"]["keep"] == 2


def test_without_a_key_both_ways_on_are_named_before_consent_and_caps(cli: Cli) -> None:
    cli.write()
    for words in ((), ("--yes",), ("--yes", "--max-credits", "1")):
        ran = cli("build", *words)
        assert (ran.status, ran.err) == (
            77,
            (
                "seedance-make: no API key is set\n"
                "   help: set REAPI_API_KEY (or run seedance-make login); or try it without one: build --simulate\n"
            ),
        )


def test_rebuy_alone_is_about_that_shot_alone(cli: Cli) -> None:
    cli.write(TAGGED)
    assert [a["shot"] for a in cli("plan", "--rebuy", "b", "--json").json["actions"]] == ["b"]
    both = cli("plan", "a", "c", "--rebuy", "c@1", "--json").json["actions"]
    assert [a["shot"] for a in both] == ["a", "c"]


@pytest.mark.parametrize("command", ["validate", "plan"])
def test_several_problems_are_counted_at_the_end(cli: Cli, command: str) -> None:
    cli.write(
        "version: 1\ncast: {mara: {text: Mara}}\nshots:\n  a: {prompt: Mara waits, duration: 99}\n  b: {seed: 1}\n"
    )
    ran = cli(command)
    assert (ran.status, ran.err.splitlines()[-1]) == (65, "3 errors, 1 warning")
    cli.write("version: 1\nshots: {a: {prompt: x, duration: 99}}\n")
    assert cli(command).err.splitlines()[-1].startswith("   help: ")
