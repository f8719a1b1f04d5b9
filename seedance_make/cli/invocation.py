"""What every command is given: the global options, accepted before or after the command."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click

from seedance_make import __version__
from seedance_make.cli.completions import profile_names

_F = TypeVar("_F", bound=Callable[..., object])

MANIFEST = "storyboard.yaml"


@dataclass(slots=True)
class Invocation:
    """The global options of one command line, with their defaults."""

    directory: str | None = None  # as typed; the process works there already
    file: str = MANIFEST
    profile: str | None = None
    verbosity: int = 0
    json: bool = False
    arguments: tuple[str, ...] = ()  # the command line as it was typed
    started_in: str = ""  # the folder before -C
    answered: bool = False  # whether the document of --json has been given
    document: object = None  # that document, for `at_end`
    at_end: Callable[[int, object], None] | None = (
        None  # what follows the command: gets its status, its document
    )
    searches: bool = True  # neither -C nor -f was given, and the folders above have not been looked at yet
    notice: str = ""  # what was said of a storyboard that was found above

    @property
    def folder(self) -> Path:
        """Where the command works: `-C`, else where it was started."""
        return Path()

    def find_manifest(self, *, say: bool = True) -> Path:
        """`-f`, relative to `-C`; without both the nearest storyboard in this folder or above it, and a line on stderr
        says which one was found above."""
        if self.searches:
            self.searches = False
            above = nearest_above(Path.cwd(), MANIFEST)
            if above is not None:
                self.file = os.path.relpath(above)
                self.notice = f"seedance-make: the storyboard is {self.file}\n"
                if say and self.verbosity >= 0:
                    click.echo(self.notice, err=True, nl=False)
        return Path(self.file)

    @property
    def color(self) -> bool:
        """Whether people's text on stdout may be coloured."""
        return colored(sys.stdout)


def nearest_above(folder: Path, name: str) -> Path | None:
    """The file of that name in the nearest folder above this one, unless this one has it itself. Not past the top of a
    git repository, nor past the home folder."""
    home = os.path.realpath(os.path.expanduser("~"))  # noqa: PTH111 - never raises
    for place in (folder, *folder.parents):
        if (place / name).is_file():
            return place / name if place != folder else None
        if (place / ".git").exists() or os.fspath(place) == home:
            break
    return None


def colored(stream: object) -> bool:
    """Whether a stream is a terminal that wants colour: NO_COLOR and FORCE_COLOR decide as everywhere else."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    isatty = getattr(stream, "isatty", None)
    return bool(isatty and isatty()) and os.environ.get("TERM") != "dumb"


def _keep(name: str) -> Callable[[click.Context, click.Parameter, object], None]:
    def callback(ctx: click.Context, _param: click.Parameter, value: object) -> None:
        if value is not None and value is not False:
            setattr(ctx.find_root().obj, name, value)
            if name == "file":
                ctx.find_root().obj.searches = False

    return callback


def _work_in(ctx: click.Context, _param: click.Parameter, value: str | None) -> None:
    """-C, as git and make have it: every path that follows is relative to it."""
    if value is None:
        return
    try:
        os.chdir(value)
    except OSError as error:
        raise click.UsageError(f"-C {value}: {(error.strerror or str(error)).lower()}", ctx) from None
    invocation = ctx.find_root().obj
    invocation.searches = False
    before = invocation.directory
    invocation.directory = value if before is None else os.path.join(before, value)  # noqa: PTH118 - as typed


def _verbosity(step: int) -> Callable[[click.Context, click.Parameter, int], None]:
    def callback(ctx: click.Context, _param: click.Parameter, count: int) -> None:
        ctx.find_root().obj.verbosity += step * count

    return callback


def global_options(command: _F) -> _F:
    """Add the global options to a group or a command."""
    options = [
        click.option("-C", "directory", metavar="DIR", callback=_work_in, expose_value=False,
                     help="Work as if started in DIR."),
        click.option("-f", "--file", metavar="FILE", callback=_keep("file"), expose_value=False,
                     help=f"The storyboard, relative to -C.  [default: {MANIFEST}, here or above]"),
        click.option("--profile", metavar="NAME", callback=_keep("profile"), expose_value=False,
                     shell_complete=profile_names,
                     help="A profile of the storyboard."),
        click.option("-v", "--verbose", count=True, callback=_verbosity(1), expose_value=False, help="Say more."),
        click.option("-q", "--quiet", count=True, callback=_verbosity(-1), expose_value=False, help="Say less."),
        click.option("--json", "as_json", is_flag=True, callback=_keep("json"), expose_value=False,
                     help="One JSON document on stdout; people's text goes to stderr."),
        click.version_option(__version__, prog_name="seedance-make", message="%(prog)s %(version)s"),
    ]  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


def current_invocation() -> Invocation:
    """The global options of the command that runs."""
    invocation = click.get_current_context().find_root().obj
    assert isinstance(invocation, Invocation)
    return invocation
