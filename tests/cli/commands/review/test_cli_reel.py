"""`reel`: the film as it stands, in the output tree; what is not there yet is a card of its length."""

import wave
from pathlib import Path

from cli_tools import TWO, Cli
from scripted_server import ScriptedServer

from seedance_make.media.probe import clip_facts


def test_a_bought_film_is_copied_together(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO)
    cli.build()
    ran = cli("reel")
    assert (ran.status, ran.out, ran.err) == (0, "out/_reel.mp4: 2 shots, 00:00:01:02\n", "")
    one = clip_facts(cli.folder / "out" / "door.mp4")
    film = clip_facts(cli.folder / "out" / "_reel.mp4")
    assert (film.frames, film.width, film.height) == (2 * one.frames, one.width, one.height)
    assert cli("reel", "--json").json == {
        "reel": "out/_reel.mp4", "shots": 2, "frames": 26, "cards": 0, "copied": True,
    }  # fmt: skip


def test_what_is_not_built_is_a_card_of_its_length_or_its_simulated_clip(cli: Cli) -> None:
    cli.write(TWO)
    assert cli("build", "--simulate", "wave").status == 0
    ran = cli("reel")
    assert ran.out == "out/_reel.mp4: 2 shots, 00:00:08:02, 1 card for what is not built yet\n"
    film = clip_facts(cli.folder / "out" / "_reel.mp4")
    assert (film.frames, film.width, film.height) == (194, 864, 496)


def test_a_clip_that_is_only_in_the_store_is_shown(cli: Cli, server: ScriptedServer) -> None:
    """Without a build that puts it back; before its simulated clip, and after what stands in the output tree."""
    cli.write(TWO)
    cli.build()
    bought = clip_facts(cli.folder / "out" / "door.mp4")
    assert cli("build", "--simulate").status == 0
    (cli.folder / "out" / "door.mp4").unlink()
    ran = cli("reel")
    assert (ran.status, ran.out, ran.err) == (0, "out/_reel.mp4: 2 shots, 00:00:01:02\n", "")
    film = clip_facts(cli.folder / "out" / "_reel.mp4")
    assert (film.frames, film.width, film.height) == (2 * bought.frames, bought.width, bought.height)
    assert not (cli.folder / "out" / "door.mp4").exists()


def test_damaged_bytes_in_the_store_are_a_card(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO)
    cli.build()
    (cli.folder / "out" / "door.mp4").unlink()
    stored = _stored(cli, "door")
    stored.chmod(0o600)
    stored.write_bytes(b"no clip")
    ran = cli("reel")
    assert (ran.status, ran.out) == (
        0,
        "out/_reel.mp4: 2 shots, 00:00:04:14, 1 card for what is not built yet\n",
    )
    assert ran.err == f"not shown: {stored} is neither MP4, MOV, WAV nor MP3\n"


def _stored(cli: Cli, shot: str) -> Path:
    """The bytes of a shot's one take, in the store."""
    shots = cli("status", "--json").json["shots"]
    (digest,) = [s["sha256"] for s in shots if s["shot"] == shot]
    (path,) = cli.home.rglob(f"{digest}*")
    return path


def test_the_simulated_film_with_words_burned_in(cli: Cli) -> None:
    cli.write(TWO)
    cli("build", "--simulate")
    ran = cli("reel", "--simulate", "--burn-in", "door")
    assert ran.out == "out-simulated/_reel.mp4: 1 shot, 00:00:04:01\n"
    assert clip_facts(cli.folder / "out-simulated" / "_reel.mp4").frames == 97


def test_a_temp_track(cli: Cli) -> None:
    cli.write(TWO)
    with wave.open(str(cli.folder / "music.wav"), "wb") as music:
        music.setnchannels(2)
        music.setsampwidth(2)
        music.setframerate(44100)
        music.writeframes(b"\x00\x20\x00\xe0" * 44100)
    assert cli("reel", "--audio", "music.wav").status == 0
    assert clip_facts(cli.folder / "out" / "_reel.mp4").audio


def test_what_is_no_sound_is_refused_before_anything_is_written(cli: Cli) -> None:
    cli.write(TWO)
    cli.write("la la la", "song.txt")
    ran = cli("reel", "--audio", "song.txt")
    assert ran.status == 64
    assert ran.err.endswith("seedance-make: --audio song.txt is neither MP4, MOV, WAV nor MP3\n")
    assert not (cli.folder / "out").exists()


def test_a_damaged_clip_leaves_the_reel_of_before(cli: Cli, server: ScriptedServer) -> None:
    cli.write(TWO)
    cli.build()
    cli("reel")
    before = (cli.folder / "out" / "_reel.mp4").read_bytes()
    spoil(cli.folder / "out" / "wave.mp4")
    ran = cli("reel", "--burn-in")
    assert (ran.status, ran.out) == (74, "")
    assert "the reel cannot be made: a clip " in ran.err
    assert (cli.folder / "out" / "_reel.mp4").read_bytes() == before
    assert not list((cli.folder / "out").glob(".*"))


def spoil(path: Path) -> None:
    """A file whose head is whole and whose coded pictures are not."""
    data = bytearray(path.read_bytes())
    at = data.index(b"mdat")
    size = int.from_bytes(data[at - 4 : at]) - 8
    data[at + 4 : at + 4 + size] = b"\xff" * size
    path.write_bytes(data)
