"""Which files matter, and word of each change of them: however it is saved, and wherever it appears."""

import asyncio
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_tools import ROOT, TWO, Cli
from PIL import Image
from watch_tools import PATIENCE, in_pipe

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import open_project
from seedance_make.cli.watch.files import FileWatch, changed_files, files_of, folders_above, stamps


def heard(root: Path, files: set[Path], *changes: Callable[[], object]) -> None:
    """Each change is heard of, after the one before was."""

    async def follow() -> None:
        told = asyncio.Event()
        watch = FileWatch(told.set)
        paths = frozenset(map(str, files))
        try:
            for change in changes:
                while await watch.watch(paths, str(root)):
                    pass
                told.clear()
                change()
                async with asyncio.timeout(PATIENCE):
                    await told.wait()
        finally:
            await watch.close()

    asyncio.run(follow())


def replaced(path: Path, text: str) -> Callable[[], object]:
    """As most editors save: a new file takes the place of the old one."""

    def save() -> None:
        part = path.with_name(f".{path.name}.swp")
        part.write_text(text)
        part.replace(path)

    return save


def test_a_file_is_written_replaced_removed_and_made_again(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("1")
    heard(
        tmp_path, {file}, lambda: file.write_text("2"), replaced(file, "3"), replaced(file, "4"), file.unlink,
        lambda: file.write_text("5"), lambda: file.rename(tmp_path / "a.yaml~"), replaced(file, "6"),
    )  # fmt: skip


def test_a_file_appears_in_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    file = tmp_path / "acts" / "two" / "a.yaml"
    heard(tmp_path, {file}, file.parent.parent.mkdir, file.parent.mkdir, lambda: file.write_text("1"))


def test_a_folder_that_is_made_again_is_another_one(tmp_path: Path) -> None:
    """As `git checkout` does it."""
    file = tmp_path / "acts" / "a.yaml"
    file.parent.mkdir()
    file.write_text("1")

    def again() -> None:
        shutil.rmtree(file.parent)
        file.parent.mkdir()
        file.write_text("2")

    heard(
        tmp_path, {file}, again, again, lambda: file.write_text("3"),
        lambda: file.parent.rename(tmp_path / "old"), file.parent.mkdir, lambda: file.write_text("4"),
    )  # fmt: skip


def test_a_link_and_what_it_leads_to(tmp_path: Path) -> None:
    project, elsewhere = tmp_path / "film", tmp_path / "elsewhere"
    for folder in (project, elsewhere):
        folder.mkdir()
    real, link = elsewhere / "real.yaml", project / "storyboard.yaml"
    real.write_text("1")
    link.symlink_to(real)
    heard(project, {link, real}, lambda: real.write_text("2"), replaced(real, "3"), replaced(link, "4"))


def test_other_files_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("1")

    async def follow() -> None:
        times = []
        watch = FileWatch(lambda: times.append(1))
        while await watch.watch(frozenset({str(file)}), str(tmp_path)):
            pass
        (tmp_path / "b.yaml").write_text("1")
        (tmp_path / "out").mkdir()
        told = asyncio.Event()
        watch._saved = told.set
        file.write_text("2")
        await told.wait()
        await watch.close()
        assert times == []

    asyncio.run(follow())


def test_only_folders_up_to_the_project_are_watched(tmp_path: Path) -> None:
    files = {
        str(tmp_path / "cast" / "a.png"),
        str(tmp_path / "no" / "b.png"),
        str(tmp_path / "storyboard.yaml"),
    }
    (tmp_path / "cast").mkdir()
    assert set(folders_above(files, str(tmp_path))) == {str(tmp_path), str(tmp_path / "cast")}


def test_what_changed_is_named_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "real.yaml").write_text("1")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    files = {str(tmp_path / name) for name in ("real.yaml", "link.yaml", "new.yaml")}
    before = stamps(files)
    assert changed_files(before, stamps(files)) == []
    (tmp_path / "real.yaml").write_text("22")
    (tmp_path / "new.yaml").write_text("1")
    assert sorted(changed_files(before, stamps(files))) == ["new.yaml", "real.yaml"]


FILM = """\
version: 1
include: [acts/two.yaml]
models: [models/mine.yaml]
defaults: {resolution: 480p, duration: 4}
shots:
  door: {prompt: A door., reference_images: [cast/mara.png]}
"""
MODEL = (ROOT / "seedance_make/models/seedance-2.0-mini.yaml").read_text("utf-8").replace(
    "model: seedance-2.0-mini", "model: mine"
)  # fmt: skip


def picture(path: Path, colour: str) -> None:
    Image.new("RGB", (640, 480), colour).save(path, "PNG")


def test_every_file_of_a_storyboard_counts_there_or_not(cli: Cli) -> None:
    cli.write(FILM)
    invocation = Invocation(file="storyboard.yaml", searches=False)

    def names(*, whole: bool) -> set[str]:
        project = open_project(invocation) if whole else None
        return {os.path.relpath(path) for path in files_of(invocation, project)}

    assert names(whole=False) == {"storyboard.yaml", "acts/two.yaml", "models/mine.yaml", "storyboard.lock"}
    cli.write("shots: {wave: {prompt: A wave.}}\n", "acts/two.yaml")
    cli.write(MODEL, "models/mine.yaml")
    (cli.folder / "cast").mkdir()
    picture(cli.folder / "cast" / "mara.png", "red")
    assert names(whole=True) == {
        "storyboard.yaml", "acts/two.yaml", "models/mine.yaml", "cast/mara.png", "storyboard.lock",
    }  # fmt: skip


def test_what_is_missing_is_waited_for_file_by_file(cli: Cli) -> None:
    """An include, a model, a picture, each in a folder that is not there; then each is saved again."""
    cli.write(FILM)
    with in_pipe(cli.folder) as watching:
        watching.until("include[0]")
        cli.write("shots: {wave: {prompt: A wave.}}\n", "acts/two.yaml")
        watching.until("storyboard.yaml:3:10: models[0]: there is no such file")
        cli.write(MODEL, "models/mine.yaml")
        watching.until("no file `cast/mara.png`")
        (cli.folder / "cast").mkdir()
        picture(cli.folder / "cast" / "mara.png", "red")
        watching.until("The error is gone.")
        watching.until("$0.362.\n")
        picture(cli.folder / "cast" / ".part", "blue")
        (cli.folder / "cast" / ".part").replace(cli.folder / "cast" / "mara.png")
        watching.until("cast/mara.png saved\n~ door  changed")
        cli.write("shots: {wave: {prompt: A wave., duration: 5}}\n", "acts/two.yaml")
        watching.until("acts/two.yaml saved\n~ wave  changed")
        cli.write(MODEL.replace("least: 4", "least: x"), "models/mine.yaml")
        watching.until("models/mine.yaml saved\nmodels/mine.yaml:")


def test_a_storyboard_of_another_folder(cli: Cli) -> None:
    cli.write(TWO, "far/film.yaml")
    (cli.folder / "here").mkdir()
    with in_pipe(cli.folder / "here", "-f", "../far/film.yaml") as watching:
        watching.until("check that they still hold.\n")
        cli.write(TWO.replace("A door.", "Another door."), "far/film.yaml")
        watching.until("  ../far/film.yaml saved\n~ door  changed")
