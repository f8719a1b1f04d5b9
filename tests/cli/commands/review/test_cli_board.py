"""`board`: the page and its posters stand in the output tree, made of what is there, and made again for nothing."""

import json
import re
from pathlib import Path
from typing import Any

from cli_tools import Cli
from scripted_server import ScriptedServer

TAKES = """\
version: 1
title: A <b>bold</b> film
shots:
  act1/door:
    prompt: A door.
    resolution: 480p
    duration: 4
    takes: 2
    take: 2
    tags: [hero]
  wave: {prompt: A wave., resolution: 480p, duration: 4}
"""


def page_data(path: Path) -> Any:
    found = re.search(r'<template id="data">(.*?)</template>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return json.loads(found[1])


def clips(path: Path) -> dict[str, Any]:
    return {f"{s['name']}@{t['k']}": t.get("clip") for s in page_data(path)["shots"] for t in s["takes"]}


def test_a_bought_film(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TAKES)
    cli.build()
    ran = cli("board")
    assert (ran.status, ran.out, ran.err) == (0, "out/_board.html: 2 shots, 3 takes, 3 clips\n", "")
    page = cli.folder / "out" / "_board.html"
    seen = clips(page)
    assert {name: (c["src"], c["source"], c["frames"]) for name, c in seen.items()} == {
        "act1/door@1": ("_takes/act1/door/1.mp4", "bought", 13),
        "act1/door@2": ("act1/door.mp4", "bought", 13),
        "wave@1": ("wave.mp4", "bought", 13),
    }
    assert all(
        (page.parent / c["src"]).is_file() and (page.parent / c["poster"]).is_file() for c in seen.values()
    )
    assert "A &lt;b&gt;bold&lt;/b&gt; film" in page.read_text(encoding="utf-8")
    assert sorted(p.name for p in page.parent.iterdir()) == [
        "_board",
        "_board.html",
        "_takes",
        "act1",
        "wave.mp4",
    ]


def test_posters_are_made_once_and_those_of_nothing_go(cli: Cli) -> None:
    cli.write(TAKES)
    assert cli("build", "--simulate").status == 0
    assert cli("board", "--simulate").status == 0
    folder = cli.folder / "out-simulated" / "_board"
    before = {p.name: p.stat().st_mtime_ns for p in folder.iterdir()}
    (folder / "old.jpg").write_bytes(b"x")
    assert cli("board", "--simulate", "wave").status == 0
    assert (folder / "old.jpg").exists()  # a page of some shots is no reason to forget the others'
    assert cli("board", "--simulate").status == 0
    assert {p.name: p.stat().st_mtime_ns for p in folder.iterdir()} == before
    assert len(before) == 3


def test_what_is_not_bought_yet_shows_its_simulated_clip_and_only_of_the_text_as_it_is(cli: Cli) -> None:
    cli.write(TAKES)
    cli("build", "--simulate")
    cli.edit("A wave.", "A great wave.")
    assert cli("board").out == "out/_board.html: 2 shots, 3 takes, 2 clips\n"
    seen = clips(cli.folder / "out" / "_board.html")
    assert (seen["wave@1"], seen["act1/door@2"]["source"], seen["act1/door@2"]["src"]) == (
        None,
        "simulated",
        "../out-simulated/act1/door.mp4",
    )


def test_a_clip_of_before_the_change_and_one_edited_by_hand_are_said(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write(TAKES)
    cli.build()
    cli.edit("A wave.", "A great wave.")
    edited = cli.folder / "out" / "act1" / "door.mp4"
    edited.write_bytes((cli.folder / "out" / "wave.mp4").read_bytes() + b"\0\0\0\x08free")
    cli("board")
    seen = clips(cli.folder / "out" / "_board.html")
    assert {name: c["source"] for name, c in seen.items()} == {
        "act1/door@1": "bought",
        "act1/door@2": "edited",
        "wave@1": "older",
    }


def test_a_file_that_is_no_clip_is_said_and_the_page_is_made(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TAKES)
    cli.build()
    (cli.folder / "out" / "wave.mp4").write_bytes(b"a poem")
    ran = cli("board")
    assert (ran.status, ran.err) == (0, "not shown: out/wave.mp4 is neither MP4, MOV, WAV nor MP3\n")
    assert clips(cli.folder / "out" / "_board.html")["wave@1"] is None


def test_the_selected_alone_and_as_json(cli: Cli) -> None:
    cli.write(TAKES)
    ran = cli("board", "-s", "tag:hero", "--json")
    assert ran.json == {"page": "out/_board.html", "shots": 1, "takes": 2, "clips": 0}
    assert [s["name"] for s in page_data(cli.folder / "out" / "_board.html")["shots"]] == ["act1/door"]


def test_the_command_to_copy_names_folder_file_and_profile(cli: Cli) -> None:
    cli.write(TAKES.replace("shots:", "profiles: {draft: {duration: 4}}\nshots:", 1), "my film.yaml")
    assert cli("-C", "../film", "-f", "my film.yaml", "--profile", "draft", "board").status == 0
    page = cli.folder / "out-draft" / "_board.html"
    assert page_data(page)["pick"] == ["seedance-make -C ../film -f 'my film.yaml' pick", " --profile draft"]


def test_nothing_is_written_through_a_link(cli: Cli, tmp_path: Path) -> None:
    cli.write(TAKES)
    (tmp_path / "elsewhere").mkdir()
    (cli.folder / "out").symlink_to(tmp_path / "elsewhere")
    ran = cli("board")
    assert (ran.status, list((tmp_path / "elsewhere").iterdir())) == (74, [])
    (cli.folder / "out").unlink()
    (cli.folder / "out").mkdir()
    (cli.folder / "out" / "_board").symlink_to(tmp_path / "elsewhere")
    ran = cli("board")
    assert (ran.status, list((tmp_path / "elsewhere").iterdir())) == (74, [])


def test_a_build_leaves_the_page_alone(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TAKES)
    cli.build()
    cli("board")
    cli.edit("  wave: {prompt: A wave., resolution: 480p, duration: 4}\n", "")
    cli.build()
    assert sorted(p.name for p in (cli.folder / "out").iterdir()) == [
        "_board",
        "_board.html",
        "_takes",
        "act1",
    ]


def test_a_key_that_somebody_pasted_into_a_prompt_is_not_on_the_page(
    cli: Cli, server: ScriptedServer
) -> None:
    cli.write(TAKES.replace("A wave.", f"A wave {server.key}."))
    cli("board")
    text = (cli.folder / "out" / "_board.html").read_text(encoding="utf-8")
    assert server.key not in text
    assert "A wave █" in text
