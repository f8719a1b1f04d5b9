"""`open`: the file is handed to the system's player; all takes become one picture first."""

from pathlib import Path

from cli_tools import TWO, Cli, Player

from seedance_make.media.probe import clip_facts

TAKES = TWO.replace("prompt: A door.", "prompt: A door.\n    takes: 3\n    take: 2")


def test_the_chosen_take_and_any_other(cli: Cli, player: Player) -> None:
    cli.write(TAKES)
    cli("build", "--simulate")
    ran = cli("open", "door", "--simulate")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    assert player.opened() == str(cli.folder / "out-simulated" / "door.mp4")
    cli("open", "door@3", "--simulate")
    assert player.opened() == str(cli.folder / "out-simulated" / "_takes" / "door" / "3.mp4")


def test_a_shot_that_is_not_bought_shows_its_simulated_clip_and_says_so(cli: Cli, player: Player) -> None:
    cli.write(TWO)
    cli("build", "--simulate")
    ran = cli("open", "wave")
    assert (ran.status, ran.err) == (0, "wave is not bought yet: this is its simulated clip\n")
    assert player.opened() == str(cli.folder / "out-simulated" / "wave.mp4")


def test_all_takes_in_one_picture(cli: Cli, player: Player) -> None:
    cli.write(TAKES)
    cli("build", "--simulate")
    ran = cli("open", "door", "--takes", "--simulate", "--json")
    together = cli.folder / "out-simulated" / "_board" / "door.takes.mp4"
    assert ran.json == {"file": str(together), "takes": [1, 2, 3], "source": "simulated"}
    assert player.opened() == str(together)
    facts = clip_facts(together)
    assert (facts.frames, facts.width, facts.height) == (97, 2 * 864 + 4, 2 * 496 + 4)


def test_a_shot_without_a_clip(cli: Cli) -> None:
    cli.write(TWO)
    ran = cli("open", "door")
    assert ran.status == 64
    assert ran.err.endswith("seedance-make: door has no clip yet\n   help: seedance-make build door\n")


def test_one_shot_is_opened_and_no_pattern(cli: Cli) -> None:
    cli.write(TWO)
    ran = cli("open", "*")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: *: name one shot\n   help: seedance-make board shows many side by side\n",
    )


def test_a_build_and_a_board_open_the_review_page(cli: Cli, player: Player) -> None:
    cli.write(TWO)
    assert cli("build", "--simulate", "--open").status == 0
    page = cli.folder / "out-simulated" / "_board.html"
    assert player.opened() == str(page)
    page.unlink()
    assert cli("board", "--simulate", "--open").status == 0
    assert player.opened() == str(page)
    assert page.is_file()


def test_where_nothing_opens_it_the_place_is_said(cli: Cli, tmp_path: Path) -> None:
    cli.write(TWO)
    cli("build", "--simulate", "door")
    cli.setenv("PATH", str(tmp_path))
    ran = cli("open", "door", "--simulate")
    assert ran.err == f"nothing here opens door.mp4: it is {cli.folder / 'out-simulated' / 'door.mp4'}\n"
