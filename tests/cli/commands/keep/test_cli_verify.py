"""`verify`: every byte read again, damage set aside, and the way back said."""

import os
from pathlib import Path

import pytest
from cli_tools import Cli
from scripted_server import ScriptedServer

from seedance_make.store.index import DiskIndex


@pytest.fixture
def built(cli: Cli, server: ScriptedServer) -> Cli:
    cli.write()
    cli.build()
    return cli


def clip(cli: Cli, shot: str) -> Path:
    digest: str = cli("log", shot, "--json").json["attempts"][0]["sha256"][0]
    return cli.home / "cas" / digest[:2] / digest


def flip(path: Path) -> None:
    """One bit, with size and time as they were: what rots does not touch the stat."""
    stat = path.stat()
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(data)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def test_all_is_whole(built: Cli) -> None:
    ran = built("verify")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == "Whole: 2 clips (0.0 MB) and 2 outputs.\n"
    assert built("verify", "--json").json["ok"] is True


def test_nothing_was_built_yet(cli: Cli) -> None:
    cli.write()
    assert cli("verify").out == "Whole: 0 clips (0.0 MB) and 0 outputs.\n"
    assert not (cli.home / "journal.db").exists()


def test_a_flipped_bit_in_the_store_is_set_aside_and_the_build_brings_it_back(
    built: Cli, server: ScriptedServer
) -> None:
    path = clip(built, "door")
    flip(path)
    ran = built("verify")
    assert ran.status == 1
    assert ran.out == (
        f"damaged  door  {path.name[:12]}  set aside in the store's damaged/\n"
        "\n"
        "Whole: 1 clip (0.0 MB) and 2 outputs.\n"
        "Next: seedance-make build   # brings them back from the outputs, the team store or their tasks; "
        "never buys them again by itself\n"
    )
    assert not path.exists()
    assert [p.name[:64] for p in (built.home / "damaged").iterdir()] == [path.name]
    (built.folder / "out/door.mp4").unlink()
    assert built("verify", "--json").json["missing"] == [{"sha256": path.name, "takes": ["door@1"]}]
    built.build()
    assert built("verify").status == 0
    assert len(server.api.tasks) == 2


def test_a_missing_clip_whose_output_is_in_place_is_not_missing(built: Cli) -> None:
    clip(built, "door").unlink()
    ran = built("verify", "--json")
    assert (ran.status, ran.json["missing"]) == (0, [])


def test_an_output_that_rotted_under_an_unchanged_stat_is_seen(built: Cli) -> None:
    output = built.folder / "out/wave.mp4"
    flip(output)
    seen = output.stat()  # a disk that rots changes no times: the index holds what it held before
    facts = [seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_ino]
    index = DiskIndex(built.home)
    index.set(f"stat:{output}", {"facts": facts, "sha256": clip(built, "wave").name})
    index.close()
    assert built("plan", "--json").json["totals"]["keep"] == 2
    ran = built("verify")
    assert ran.status == 1
    assert ran.out == (
        "edited  out/wave.mp4  no clip of ours: edited or damaged\n"
        "\n"
        "Whole: 2 clips (0.0 MB) and 1 output.\n"
        "To put the clip back in place of an edited output: build --overwrite SHOT (wave)\n"
    )


def test_what_no_shot_asks_for_any_more_is_no_fault(built: Cli) -> None:
    path = clip(built, "door")
    built.edit("A door.", "A red gate.")
    path.unlink()
    (built.folder / "out/door.mp4").unlink()
    ran = built("verify", "--json")
    assert (ran.status, ran.json["elsewhere"]) == (0, [{"sha256": path.name, "takes": ["door@1"]}])


def test_a_damaged_journal_is_said(built: Cli) -> None:
    (built.home / "journal.db").write_bytes(b"x" * 5000)
    ran = built("verify")
    assert ran.status == 74
    assert "is damaged" in ran.err
