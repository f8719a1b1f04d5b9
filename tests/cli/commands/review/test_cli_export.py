"""`export`: a timeline beside the clips, its addresses relative to where it stands."""

import zipfile
from typing import Any

import opentimelineio as otio
from cli_tools import TWO, Cli, process
from scripted_server import ScriptedServer

TAKES = TWO.replace("prompt: A door.", "prompt: A door.\n    takes: 2\n    take: 2\n    note: Hold.")


def clips(text: str) -> list[Any]:
    return list(otio.adapters.read_from_string(text, "otio_json").tracks[0])


def test_a_bought_film_with_its_takes(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TAKES)
    cli.build()
    ran = cli("export")
    assert (ran.status, ran.out, ran.err) == (0, "out/_timeline.otio: 2 shots, 00:00:01:02\n", "")
    door, wave = clips((cli.folder / "out" / "_timeline.otio").read_text(encoding="utf-8"))
    assert {k: r.target_url for k, r in door.media_references().items()} == {
        "DEFAULT_MEDIA": "door.mp4",
        "take 1": "_takes/door/1.mp4",
    }
    facts = dict(door.metadata["seedance-make"])
    assert (facts["shot"], facts["take"], facts["prompt"], facts["source"]) == (
        "door",
        2,
        "A door.",
        "bought",
    )
    assert facts["task_id"].startswith("task_")
    assert [m.name for m in door.markers] == ["Hold."]
    assert wave.duration().value == 13


def test_elsewhere_and_on_stdout_addresses_lead_to_the_clips(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO)
    cli.build()
    (cli.folder / "cut of today").mkdir()
    ran = cli("export", "-o", "cut of today/film.otio")
    assert ran.out == "cut of today/film.otio: 2 shots, 00:00:01:02\n"
    door, _ = clips((cli.folder / "cut of today" / "film.otio").read_text(encoding="utf-8"))
    assert door.media_reference.target_url == "../out/door.mp4"
    out = process("export", "-o", "-", cwd=cli.folder).stdout
    assert clips(out)[0].media_reference.target_url == "out/door.mp4"


def test_otioz_is_one_file_with_all(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TAKES)
    cli.build()
    assert cli("export", "--format", "otioz").status == 0
    with zipfile.ZipFile(cli.folder / "out" / "_timeline.otioz") as archive:
        assert sorted(archive.namelist()) == [
            "content.otio", "media/door.mp4", "media/door_1.mp4", "media/wave.mp4", "version.txt",
        ]  # fmt: skip
        assert archive.read("media/door.mp4") == (cli.folder / "out" / "door.mp4").read_bytes()


def test_what_is_not_built_keeps_its_place_and_is_said(cli: Cli) -> None:
    cli.write(TWO)
    cli("build", "--simulate", "wave")
    ran = cli("export", "--format", "edl")
    assert ran.out == (
        "out/_timeline.edl: 2 shots, 00:00:08:02; 1 shot not built yet, offline in it; 1 simulated clip in it\n"
    )
    assert "* FROM FILE: ../out-simulated/wave.mp4" in (cli.folder / "out" / "_timeline.edl").read_text()
    assert cli("export", "--format", "xml", "--json").json == {
        "timeline": "out/_timeline.xml", "format": "xml", "shots": 2, "frames": 194, "offline": 1,
    }  # fmt: skip


def test_what_is_only_in_the_store_is_offline(cli: Cli, server: ScriptedServer) -> None:
    """A timeline addresses what an editing program can keep: files of the output tree."""
    cli.write(TWO)
    cli.build()
    (cli.folder / "out" / "door.mp4").unlink()
    ran = cli("export")
    assert (ran.status, ran.out, ran.err) == (
        0,
        "out/_timeline.otio: 2 shots, 00:00:04:14; 1 shot not built yet, offline in it\n",
        "",
    )
    assert str(cli.home) not in (cli.folder / "out" / "_timeline.otio").read_text()


def test_what_a_person_wrote_is_not_written_over(cli: Cli) -> None:
    cli.write(TWO)
    assert cli("export", "-o", "storyboard.yaml").status == 64
    assert cli("export", "-o", "-", "--json").status == 64
    assert cli.text == TWO
