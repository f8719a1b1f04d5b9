"""The files of a project as one ZIP in its team store, so that any worker builds just what was planned."""

import os
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project
from seedance_make.cli.temporal.jobs import PackedProject
from seedance_make.cli.wiring import LOCK_FILE
from seedance_make.core.errors import StoreError, UsageError
from seedance_make.core.ports.team import Team
from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.cas.writer import DiskWriter
from seedance_make.store.disk import disk_errors

_WHEN = (1980, 1, 1, 0, 0, 0)  # the same files are the same bytes


def share_project(invocation: Invocation, project: Project, team: Team) -> PackedProject:
    """Put storyboard, includes, model files, lock file and local media there, where they are not yet. Blocking.

    Raises StoreError, and UsageError for a file outside of the project's folder.
    """
    sources = [invocation.folder / name for name in project.board.manifest.sources]
    media = [project.folder / path for path in project.assets]
    lock = project.folder / LOCK_FILE
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "project.zip")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in [*sources, *media, *([lock] if lock.exists() else [])]:
                with disk_errors("read", file):
                    archive.writestr(zipfile.ZipInfo(_name(file, project.folder), _WHEN), file.read_bytes())
        content = path.read_bytes()
        artifact = Artifact(sha256=sha256(content).hexdigest(), size=len(content))
        team.share(artifact, path)
    return PackedProject(
        sha256=artifact.sha256,
        size=artifact.size,
        manifest=_name(project.path, project.folder),
        team=team.url,
    )


def _name(file: Path, folder: Path) -> str:
    name = os.path.relpath(os.path.realpath(file), folder)
    if name.startswith(os.pardir):
        raise UsageError(
            f"{file} lies outside of the project's folder: a worker cannot have it",
            help="move it into the folder",
        )
    return Path(name).as_posix()


@contextmanager
def unpacked(snapshot: PackedProject, team: Team) -> Iterator[Path]:
    """The project in a folder of its own, gone afterwards. Blocking. Raises StoreError."""
    with tempfile.TemporaryDirectory(prefix="seedance-make-") as folder:
        packed, project = Path(folder, "project.zip"), Path(folder, "project")

        def publish(part: Path, _artifact: Artifact) -> None:
            part.replace(packed)

        writer = DiskWriter.fresh(packed.with_suffix(".part"), publish)
        try:
            if not team.fetch(
                Artifact(sha256=snapshot.sha256, size=snapshot.size), writer, lambda _count: None
            ):
                raise StoreError(
                    f"{snapshot.team} does not have the project's files whole", help="build again"
                )
            writer.seal()
            writer.publish()
        finally:
            writer.discard()
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(project)
        yield project
