"""`init`: a project of three shots that builds with --simulate at once. It writes new files and overwrites none."""

import os
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from seedance_make.cli.invocation import MANIFEST, Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.core.errors import Exit, StoreError, UsageError
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import many

SCHEMA = "storyboard.schema.json"
IGNORED = ("/out/", "/out-*/")
ATTRIBUTES = ("storyboard.lock merge=union",)
"""The lock file is a set of lines: git may keep both sides' of them."""

STORYBOARD = f"""\
# yaml-language-server: $schema={SCHEMA}
version: 1
title: The Harbour Light
max_credits: 1000                 # the most that one build may spend: $1.00

styles:
  dusk: Grainy 16 mm film, cold blue dusk, slow camera.

defaults:                         # what every shot has unless it says otherwise
  style: dusk
  resolution: 480p                # 720p costs about twice as much
  duration: 4                     # seconds, 4 to 15

shots:                            # a shot's name is its file: out/harbour.mp4
  harbour:
    prompt: A small fishing harbour, gulls, rope creaking against wet stone.
  lighthouse:
    prompt: A lighthouse on a black cliff, its beam sweeping through rain.
  keeper:
    prompt: An old keeper in a yellow oilskin climbs a spiral stair, lantern in hand.
"""


@click.command()
@click.argument("target", metavar="[DIR]", default=".", type=click.Path(file_okay=False))
@click.option(
    "--agents", is_flag=True, help="Put SKILL.md where coding agents look; also into a project that is there."
)
@click.option(
    "--from", "source", type=click.Path(), metavar="FILE",
    help="Make the storyboard of a Fountain screenplay, or of a shot list: CSV, or a Markdown table.",
)  # fmt: skip
@global_options
def init(target: str, agents: bool, source: str | None) -> int:
    """Start a project: three shots, ready for build --simulate."""
    invocation = current_invocation()
    folder = Path(target)
    manifest = folder / invocation.file
    if os.path.lexists(manifest) and (source is not None or not agents):
        raise UsageError(
            f"{manifest} is there already: nothing was written",
            help="edit it, or name another folder: seedance-make init DIR",
        )
    from seedance_make.load.schema.file import schema_text  # noqa: PLC0415 - only this command and `schema` need it

    storyboard, counted = (STORYBOARD, "") if source is None else _storyboard_from(source)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        done = _skill(folder) if agents else {}
        if not os.path.lexists(manifest):
            done |= {
                SCHEMA: _new(folder / SCHEMA, schema_text()),
                ".gitignore": _with_lines(folder / ".gitignore", IGNORED),
                ".gitattributes": _with_lines(folder / ".gitattributes", ATTRIBUTES),
                invocation.file: _new(manifest, storyboard),  # last: without it `init` may be run again
            }
    except OSError as error:
        raise StoreError(f"cannot write in {folder}: {(error.strerror or str(error)).lower()}") from error
    _report(invocation, Path(invocation.directory or ".") / target, done, counted)
    return int(Exit.OK)


def _storyboard_from(source: str) -> tuple[str, str]:
    """The storyboard of a screenplay or a shot list, and what is in it. Raises UsageError, InvalidInputError, StoreError."""
    from seedance_make.load.script.read import read_outline  # noqa: PLC0415 - only where it is asked for
    from seedance_make.load.script.storyboard import storyboard_text  # noqa: PLC0415

    outline = read_outline(Path(source))
    text = storyboard_text(outline, source=Path(source).name, schema=SCHEMA)
    scenes = len({(shot.folder, shot.scene) for shot in outline.shots if shot.folder})
    shots = many(len(outline.shots), "shot")
    told = f"{shots} in {many(scenes, 'scene')}" if scenes else shots
    return text, f"From {plain(source)}: {told}; each line of it is in a prompt, a note or a comment."


def _skill(folder: Path) -> dict[str, str]:
    """SKILL.md in its places. Raises OSError."""
    from seedance_make.cli.agents.skill import SKILL_PLACES, skill_text  # noqa: PLC0415 - only where it is asked for

    done = {}
    for place in SKILL_PLACES:
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        done[place.as_posix()] = _new(folder / place, skill_text())
    return done


def _new(path: Path, text: str) -> str:
    """Write a file that is not there yet: "written" or "kept". Raises OSError."""
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        return "kept"
    return "written"


def _with_lines(path: Path, lines: tuple[str, ...]) -> str:
    """Append the lines that a file lacks: "written", "added to" or "kept". Raises OSError."""
    if not os.path.lexists(path):
        return _new(path, "".join(f"{line}\n" for line in lines))
    there = path.read_bytes()
    end = b"\r\n" if b"\r\n" in there else b"\n"
    has = {line.strip() for line in there.splitlines()}
    missing = [line.encode() for line in lines if line.encode() not in has]
    if not missing:
        return "kept"
    start = end if there and not there.endswith(b"\n") else b""
    with path.open("ab") as file:
        file.write(start + b"".join(line + end for line in missing))
    return "added to"


def _report(invocation: Invocation, folder: Path, done: dict[str, str], counted: str) -> None:
    if invocation.json:
        echo_json({"directory": str(folder), "files": done})
    if invocation.verbosity < 0:
        return
    echo = partial(click.echo, err=invocation.json)
    for state in ("written", "added to", "kept"):
        if names := sorted(
            (name for name, how in done.items() if how == state), key=_manifest_first(invocation)
        ):
            echo(f"{state.capitalize()}: {', '.join(names)}")
    if counted:
        echo(counted)
    command = shlex.join(["seedance-make", *(["-f", invocation.file] if invocation.file != MANIFEST else [])])
    echo("\nNext:")
    if folder != Path():
        echo(f"  cd {shlex.quote(str(folder))}")
    echo(f"  {command} build --simulate   # real MP4s, no key, nothing bought")
    echo(f"  {command} plan               # what a real build would buy, and for how much")
    echo(f"  {command} build              # buys it: with REAPI_API_KEY set, or after seedance-make login")


def _manifest_first(invocation: Invocation) -> Callable[[str], tuple[bool, str]]:
    return lambda name: (name != invocation.file, name)
