"""`try`: a take asked for, bought and opened at once; what buys nothing leaves the storyboard byte for byte as it was."""

import os
import pty
import sys

import pytest
from cli_tools import ROOT, TWO, Cli, Player, read_until
from scripted_server import ScriptedServer

from seedance_make.media.probe import clip_facts

BUY = ("--yes", "--max-credits", "9000", "--poll-interval", "0.02")
UNUSUAL = b"\xef\xbb\xbf" + TWO.replace("\n", "\r\n").encode() + b"# the end, without a line break"


def test_the_new_take_is_bought_and_opened(cli: Cli, server: ScriptedServer, player: Player) -> None:
    cli.write()
    cli.build()
    ran = cli("try", "door", *BUY)
    assert player.opened() == str(cli.folder / "out" / "_takes" / "door" / "2.mp4")
    assert (ran.status, ran.out) == (
        0,
        (
            "1 take bought, 1 in place already, in out/.\n"
            "Spent $0.181 (= 181 credits).\n"
            "door: takes 1, 2 are asked for (storyboard.yaml).\n"
            "Next: seedance-make pick door 2\n"
        ),
    )
    assert cli.text == TWO.replace("    duration: 4\n", "    duration: 4\n    takes: [1, 2]\n")
    assert server.prompts == ["A door.", "A wave.", "A door."]


def test_several_are_opened_side_by_side(cli: Cli, server: ScriptedServer, player: Player) -> None:
    cli.write()
    cli.build()
    ran = cli("--json", "try", "wave", "-n", "3", *BUY)
    together = cli.folder / "out" / "_board" / "wave.takes.mp4"
    assert player.opened() == str(together)
    facts, one = clip_facts(together), clip_facts(cli.folder / "out" / "wave.mp4")
    assert (facts.width, facts.height) == (2 * one.width + 4, 2 * one.height + 4)
    assert [(a["take"], a["action"]) for a in ran.json["actions"]] == [
        (1, "keep"), (2, "buy"), (3, "buy"), (4, "buy"),
    ]  # fmt: skip
    assert ran.err.endswith(
        "Spent $0.543 (= 543 credits).\n"
        "wave: takes 1, 2, 3, 4 are asked for (storyboard.yaml).\n"
        "Next: seedance-make pick wave 2   # or 3, 4\n"
    )


def test_where_a_take_is_chosen_the_new_one_is_offered(
    cli: Cli, server: ScriptedServer, player: Player
) -> None:
    cli.write(TWO.replace("    duration: 4\n", "    duration: 4\n    take: 1\n"))
    cli.build()
    assert cli("try", "door", *BUY).out.endswith(
        "Spent $0.181 (= 181 credits).\n"
        "door: takes 1, 2 are asked for (storyboard.yaml).\n"
        "Next: seedance-make pick door 2\n"
    )


def test_where_nobody_can_be_asked_nothing_is_written(cli: Cli, server: ScriptedServer) -> None:
    path = cli.write()
    path.write_bytes(UNUSUAL)
    ran = cli("try", "door")
    assert (ran.status, ran.out, ran.err) == (
        4,
        "",
        (
            "seedance-make: nobody can be asked here, and $0.362 would be spent\n"
            "   help: say so: --yes --max-credits 362; or save a plan (plan --out FILE) and build --plan FILE\n"
        ),
    )
    assert cli("try", "door", "--yes", "--max-credits", "361").status == 4
    assert path.read_bytes() == UNUSUAL
    assert not server.posts


@pytest.mark.parametrize(
    ("answer", "status"), [(b"n\n", 4), (b"\n", 4), (b"\x03", 130), (b"\x04", 130), (b"y\n", 0)]
)
def test_on_a_terminal_it_asks_as_build_does(
    cli: Cli, server: ScriptedServer, player: Player, answer: bytes, status: int
) -> None:
    path = cli.write()
    path.write_bytes(UNUSUAL)
    child, terminal = _on_a_terminal(cli)
    assert read_until(terminal, b"[y/N]: ").endswith(b"Buy 2 takes for $0.362? [y/N]: ")
    os.write(terminal, answer)
    if status == 0:
        assert player.opened() == str(cli.folder / "out" / "_takes" / "door" / "2.mp4")
    read_until(terminal, b"no such words: to the end")
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == status
    os.close(terminal)
    assert (path.read_bytes() == UNUSUAL) is (status != 0)
    assert len(server.posts) == (2 if status == 0 else 0)


def test_an_edit_made_while_it_asks_is_kept(cli: Cli, server: ScriptedServer) -> None:
    cli.write()
    child, terminal = _on_a_terminal(cli)
    read_until(terminal, b"[y/N]: ")
    cli.edit("A wave.", "Two waves.")
    os.write(terminal, b"n\n")
    assert read_until(terminal, b"nothing was sent\r\n").endswith(
        b"seedance-make: the new take stays asked for: storyboard.yaml was changed meanwhile; nothing was written\r\n"
        b"seedance-make: not bought: nothing was sent\r\n"
    )
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 4
    os.close(terminal)
    assert "takes: [1, 2]" in cli.text
    assert "Two waves." in cli.text


@pytest.mark.parametrize(
    ("error", "http", "status"), [((30001, "too few credits"), 402, 4), ((80007, "flagged"), 400, 1)]
)
def test_what_the_api_refuses_is_not_asked_for(
    cli: Cli, server: ScriptedServer, error: tuple[int, str], http: int, status: int
) -> None:
    cli.write()
    cli.build()
    server.script.post(status=http, error=error)
    ran = cli("try", "door", *BUY)
    assert ran.status == status
    assert ran.err.endswith("nothing was bought: the storyboard is as it was\n")
    assert cli.text == TWO


def test_what_may_have_been_paid_stays_asked_for(cli: Cli, server: ScriptedServer) -> None:
    """An unknown outcome, and a task that failed at the service."""
    cli.write()
    cli.build()
    server.script.post(prompt="A door.", reset="after", charged=True)
    assert cli("try", "door", *BUY).status == 3
    assert "takes: [1, 2]" in cli.text
    server.script.fail("60001", prompt="A wave.")
    assert cli("try", "wave", *BUY).status == 1
    assert "duration: 4, takes: [1, 2]}" in cli.text


def test_a_take_that_is_there_already_costs_nothing(cli: Cli, server: ScriptedServer, player: Player) -> None:
    cli.write()
    cli("retake", "door")
    cli.build()
    cli.write()
    cli.build()
    ran = cli("try", "door")
    assert player.opened() == str(cli.folder / "out" / "_takes" / "door" / "2.mp4")
    assert (ran.status, len(server.posts)) == (0, 3)


@pytest.mark.parametrize(
    ("text", "words", "message"),
    [
        (TWO, ("dor",), "no shot is named `dor`\n   help: did you mean `door`?\n"),
        (TWO, ("d*",), "d*: name one shot\n   help: seedance-make retake asks for takes of many\n"),
        (
            TWO.replace("wave: {", "wave: {enabled: false, "),
            ("wave",),
            "wave is disabled\n   help: set `enabled: true` first\n",
        ),
        (
            TWO + "profiles: {draft: {takes: 1}}\n",
            ("door", "--profile", "draft"),
            "profile draft has takes of its own for door\n   help: change them there\n",
        ),
    ],
)
def test_what_would_not_be_built_is_refused(
    cli: Cli, server: ScriptedServer, text: str, words: tuple[str, ...], message: str
) -> None:
    cli.write(text)
    ran = cli("try", *words, *BUY)
    assert (ran.status, ran.out, ran.err) == (64, "", f"seedance-make: {message}")
    assert cli.text == text
    assert not server.posts


def _on_a_terminal(cli: Cli) -> tuple[int, int]:
    """`try door`: its process, and the terminal that it asks on."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cli.folder)
        words = [sys.executable, "-m", "seedance_make", "try", "door", "--poll-interval", "0.02"]
        os.execve(sys.executable, words, {**os.environ, "PYTHONPATH": str(ROOT)})
    return child, terminal
