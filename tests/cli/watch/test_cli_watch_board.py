"""`watch --simulate`: changed shots alone are rendered, and the board in the browser shows them."""

import os
import signal
from pathlib import Path

from browser import Opener
from cli_tools import TWO, Cli, Player, process
from harness import until
from scripted_server import ScriptedServer
from watch_tools import Watching, in_pipe, on_terminal


def address_of(watching: Watching) -> str:
    watching.until("The board: ")
    return watching.until("\n").strip()


CLIP = "shots.get('{}').takes[0].clip"


def test_what_is_saved_is_rendered_and_seen(cli: Cli, server: ScriptedServer, opened: Opener) -> None:
    cli.write()
    words = ("build", "wave", "--yes", "--max-credits", "9000", "--poll-interval", "0.02")
    assert process(*words, cwd=cli.folder).returncode == 0  # this thread is the browser's
    bought = (cli.folder / "out" / "wave.mp4").read_bytes()
    with in_pipe(cli.folder, "--simulate") as watching:
        address = address_of(watching)
        watching.until("rendered door: simulated, nothing is spent\n")
        seen = opened.address(address)
        seen.wait(
            f"{CLIP.format('door')}?.source === 'simulated' && {CLIP.format('wave')}?.source === 'bought'"
        )
        seen.wait("[...document.querySelectorAll('.take img')].filter((i) => i.naturalWidth).length === 2")
        seen.value(f"window.before = {CLIP.format('door')}.src")
        cli.edit("A door.", "Another door.")
        watching.until("rendered door: simulated, nothing is spent\n")
        seen.wait(
            f"shots.get('door').prompt === 'Another door.' && {CLIP.format('door')} && {CLIP.format('door')}.src !== before"
        )
        cli.edit("A wave.", "A high wave.")
        watching.until("rendered wave: simulated, nothing is spent\n")
        seen.wait(
            f"{CLIP.format('wave')}?.source === 'simulated' && shots.get('wave').states[0] === 'changed'"
        )
        seen.value("document.querySelector('#shot\\\\:wave .open').click()")
        seen.wait("document.querySelector('#shot\\\\:wave video').currentTime > 0.1")
        cli.edit("A high wave.", "A wave.")
        seen.wait(f"{CLIP.format('wave')}.source === 'bought' && shots.get('wave').states[0] === 'done'")
        cli.edit("duration: 4}", "duration: 400}")
        seen.wait("liveness.textContent === 'the storyboard has an error'")
        watching.signal(signal.SIGINT)
        assert watching.end() == 130
        seen.wait("liveness.textContent === 'watch has ended'")
    assert len(server.posts) == 1
    assert (cli.folder / "out" / "wave.mp4").read_bytes() == bought
    assert written(cli.folder) == {
        "out/wave.mp4", "out-simulated/door.mp4", "out-simulated/wave.mp4", "storyboard.lock", "storyboard.yaml",
    }  # fmt: skip
    assert all(
        url.startswith((address, address[: address.index("/", 9)] + "/favicon")) for url in seen.requests
    )


def written(folder: Path) -> set[str]:
    """The board is in no file."""
    return {os.path.relpath(path, folder) for path in folder.rglob("*") if path.is_file()}


def test_the_shot_that_was_saved_comes_before_what_is_left(cli: Cli) -> None:
    shots = "".join(f"  s{n}: {{prompt: Number {n}.}}\n" for n in range(12))
    cli.write(f"version: 1\ndefaults: {{resolution: 720p, duration: 15}}\nshots:\n{shots}")
    with in_pipe(cli.folder, "--simulate") as watching:
        address_of(watching)
        cli.edit("Number 11.", "The last.")
        until((cli.folder / "out-simulated" / "s11.mp4").exists, "its clip")
        there = len(list((cli.folder / "out-simulated").glob("*.mp4")))
        watching.signal(signal.SIGINT)
        assert watching.end() == 130
    assert there < 12


def test_on_a_terminal_the_board_is_opened(cli: Cli, player: Player) -> None:
    cli.write()
    with on_terminal(cli.folder, "--simulate") as watching:
        address = address_of(watching)
        assert player.opened() == address
        watching.until("rendered door, wave: simulated, nothing is spent\n")
        watching.until("b buys 2 takes for $0.362, after asking · o opens door · q quits")
        cli.edit("A wave.", "A high wave.")
        watching.until("o opens wave · rendering 1 shot · q quits")
        watching.until("rendered wave: simulated, nothing is spent\n")
        watching.type("r")
        watching.until("Nothing to render: each shot has its clip.\n")
        watching.type("q")
        assert watching.end() == 0


def test_what_cannot_be_rendered_is_said(cli: Cli) -> None:
    cli.write(TWO.replace("A door.", '"A door [[fail 80007]]."'))
    with in_pipe(cli.folder, "--simulate") as watching:
        watching.until("door cannot be rendered: ")
        watching.until("rendered wave: simulated, nothing is spent\n")


def test_a_chain_is_rendered_after_what_it_needs(cli: Cli) -> None:
    cli.write(
        TWO + "  after: {first_frame: {shot: door}, prompt: It goes on., resolution: 480p, duration: 4}\n"
    )
    with in_pipe(cli.folder, "--simulate", "after") as watching:
        watching.until("rendered door, after: simulated, nothing is spent\n")
        cli.edit("A door.", "Another door.")
        watching.until("~ after  changed upstream")
        watching.until("rendered door, after: simulated, nothing is spent\n")
