"""From a command line to a checked storyboard: files read, names resolved, local media measured, every problem at once."""

import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import click

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.invocation import Invocation, colored
from seedance_make.core.errors import InvalidInputError
from seedance_make.core.host import Host, api_host
from seedance_make.core.request.duplicates import same_requests
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.media.files import Asset, files_used
from seedance_make.core.storyboard.model import Manifest, Storyboard
from seedance_make.core.storyboard.rules.assets import frame_ratios
from seedance_make.core.storyboard.rules.lint import unsilenced
from seedance_make.core.text.diagnostic import Problem, Severity, errors
from seedance_make.store.home import store_home
from seedance_make.store.index import DiskIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """A storyboard on disk, ready to be planned."""

    board: Storyboard
    folder: Path  # of the manifest: what paths in it are relative to
    path: Path  # of the manifest, real
    host: Host
    simulate: bool
    assets: Mapping[str, Asset]
    warnings: tuple[Problem, ...]

    @property
    def prices(self) -> PriceTable:
        """The manifest's prices, else each model's own."""
        return PriceTable(own=self.board.manifest.prices)

    @property
    def files(self) -> Mapping[str, str]:
        """Local media: path → sha256."""
        return digests_of(self.assets)

    @property
    def output(self) -> str:
        """The output tree's folder, relative to the project."""
        return self.board.output

    def rehearsal(self) -> "Project":
        """The same as `--simulate` has it: in an output tree of its own."""
        return replace(self, simulate=True, board=replace(self.board, output=f"{self.output}-simulated"))


def open_project(invocation: Invocation, *, simulate: bool = False) -> Project:
    """Read and check everything that a plan needs. Raises InvalidInputError with all problems, UsageError, StoreError."""
    project, problems = read_project(invocation, simulate=simulate)
    sources = project.board.manifest.sources if project else {}
    if project is None or errors(problems):
        raise InvalidInputError(problems=problems, sources=sources)
    return project


def read_project(
    invocation: Invocation, *, simulate: bool = False
) -> tuple[Project | None, tuple[Problem, ...]]:
    """The same with the problems as a value; no project when the manifest is no mapping at all."""
    from seedance_make.core.storyboard.resolve import resolve_storyboard  # noqa: PLC0415 - see the floor's rule
    from seedance_make.load.assets import measure_assets  # noqa: PLC0415
    from seedance_make.load.manifest.read import join_problems, read_manifest  # noqa: PLC0415

    host = api_host(os.environ.get("REAPI_BASE_URL"))
    path = invocation.find_manifest()
    with closing(DiskIndex(store_home(os.environ))) as index:
        loaded = read_manifest(path, name=invocation.file, index=index)
    if loaded.manifest is None:
        raise InvalidInputError(problems=loaded.problems, sources=loaded.sources)
    folder = path.resolve().parent
    board = resolve_storyboard(loaded.manifest, invocation.profile, loopback=simulate or host.loopback)
    assets, asset_problems = measure_assets(folder, files_used(board.shots))
    lint = [*asset_problems, *frame_ratios(board.shots, assets)]
    if not errors((*loaded.problems, *board.problems, *lint)):
        lint += same_requests(board.shots, digests_of(assets))
    problems = join_problems(loaded, (*board.problems, *unsilenced(lint, loaded.manifest.lint_ignore)))
    warnings = tuple(p for p in problems if p.severity is Severity.WARNING)
    project = Project(
        board=replace(board, problems=warnings),
        folder=folder,
        path=path.resolve(),
        host=host,
        simulate=False,
        assets=assets,
        warnings=warnings,
    )
    return project.rehearsal() if simulate else project, problems


def digests_of(assets: Mapping[str, Asset]) -> dict[str, str]:
    """Path → sha256."""
    return {path: asset.sha256 for path, asset in assets.items()}


def show_warnings(project: Project, invocation: Invocation, problems: Sequence[Problem] | None = None) -> str:
    """Warnings for people, on stderr; nothing with --quiet. What was printed. `problems`: others than the project's."""
    shown = project.warnings if problems is None else problems
    if not shown or invocation.verbosity < 0:
        return ""
    from seedance_make.ui.diagnostics import render_problems  # noqa: PLC0415 - only when there is something to show

    manifest: Manifest = project.board.manifest
    text = hide_keys(render_problems(shown, manifest.sources, color=colored(sys.stderr)))
    click.echo(text, err=True, nl=False)
    return text
