"""Files that stand in the output tree beside the clips: the page, its posters, the reel. Written whole or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from seedance_make.cli.project.open import Project
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import StoreError
from seedance_make.store.disk import disk_errors


def writable_folder(project: Project, name: str = "") -> Path:
    """The output tree's own folder, or one below it, made where it is not. Raises StoreError, also for a link."""
    with open_world(project) as world:
        world.tree.check_writable()
        folder = world.tree.root / name
    if folder.is_symlink():
        raise StoreError(f"{folder} is a link: outputs are not written through links")
    with disk_errors("write", folder):
        folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def written_whole(target: Path) -> Iterator[Path]:
    """A path to write to; what stands there becomes `target` at the end, and nothing is left of it after a failure.
    Raises StoreError."""
    part = target.with_name(f".{target.name}.part{target.suffix}")
    with disk_errors("write", target):
        try:
            yield part
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
