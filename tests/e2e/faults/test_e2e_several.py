"""Several builds at once: one POST a fingerprint, rows of the living are waited for, rows of the dead taken over."""

import shutil
import signal
from contextlib import ExitStack
from pathlib import Path

import pytest
from harness import Film, Running, until
from scripted_server import ScriptedServer

FOUR = {f"s{n}": f"shot number {n}" for n in range(4)}
RUNNING = {"status": "processing", "output": None}


def together(stack: ExitStack, *films: Film) -> list[Running]:
    return [stack.enter_context(film.building()) for film in films]


@pytest.mark.parametrize("many", [2, 8])
def test_equal_builds_at_once_send_one_post_a_shot(film: Film, server: ScriptedServer, many: int) -> None:
    film.shots(**FOUR)
    server.script.post(hang=0.2, times=4)
    with ExitStack() as stack:
        ran = [running.end() for running in together(stack, *[film] * many)]
    assert [r.status for r in ran] == [0] * many, ran
    assert sorted(server.prompts) == sorted(FOUR.values())
    assert film.states == ["DONE"] * 4
    assert len(film.receipts) == 4
    film.assert_trust()


def test_two_projects_with_one_fingerprint_send_one_post(
    film: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(ship="a red boat", own="the sea")
    server.script.post(hang=0.3, prompt="boat")
    with ExitStack() as stack:
        ran = [running.end() for running in together(stack, film, other)]
    assert [r.status for r in ran] == [0, 0], ran
    assert sorted(server.prompts) == ["a red boat", "the sea"]
    assert film.outputs["boat"] == other.outputs["ship"]
    assert len(film.receipts) == 1
    assert len(other.receipts) == 2
    film.assert_trust(other)


def test_a_build_that_starts_inside_anothers_post_leaves_it_alone(film: Film, server: ScriptedServer) -> None:
    server.script.post(hang=True)
    with film.building() as first:
        until(lambda: server.posts, "the POST")
        late = film.build("--timeout", "0.4")
        assert (late.status, late.results) == (5, {"boat": "pending"}), late
        assert film.states == ["INTENT"]
        first.interrupt()
        first.process.kill()
        first.end()
    assert (film.build().status, film.states, len(server.posts)) == (3, ["UNKNOWN"], 1)
    film.assert_trust()


def test_a_stopped_owner_keeps_its_rows_and_a_killed_one_loses_them(
    film: Film, server: ScriptedServer
) -> None:
    server.script.poll(task=RUNNING, times=None)
    with film.building() as first:
        until(lambda: film.states == ["SUBMITTED"], "the id in the journal")
        first.send(signal.SIGSTOP)
        owner = film.row("boat").owner
        late = film.build("--timeout", "0.4")
        assert (late.status, late.results) == (5, {"boat": "pending"}), late
        assert film.row("boat").owner == owner, "stolen from a living owner"
        status = film.run("status", "--json").json
        assert [a["state"] for a in status["attempts"]] == ["submitted"]
        with film.building("--timeout", "50", "--events", "events") as waiting:
            until(lambda: '"waiting"' in film.events, "its word that it waits")
            first.send(signal.SIGKILL)
            server.script.faults.clear()
            ran = waiting.end()
    assert (ran.status, ran.results) == (0, {"boat": "done"}), ran
    assert (film.states, len(server.posts)) == (["DONE"], 1)
    film.assert_trust()


def test_a_task_left_by_a_failed_download_is_adopted_by_the_other_build(
    film: Film, server: ScriptedServer
) -> None:
    server.script.media(hang=True)
    with film.building() as first:
        until(lambda: server.fetches, "the download")
        with film.building() as second:
            first.send(signal.SIGKILL)
            ran = second.end()
    assert (ran.status, film.states, len(server.posts)) == (0, ["DONE"], 1), ran
    film.assert_trust()


def test_a_long_build_does_not_keep_another_projects_orphans(
    film: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    """A project's dead task is taken up by who asks for it, though somebody else's build is running all the while."""
    film.build(kill_at="after-submitted")
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(sea="the sea")
    server.script.poll(prompt="the sea", task=RUNNING, times=None)
    with other.building() as running:
        until(lambda: len(server.posts) == 2, "the other's POST")
        ran = film.build("--timeout", "20")
        assert (ran.status, ran.results) == (0, {"boat": "done"}), ran
        running.interrupt()
        assert running.end().status == 130
    film.assert_trust(other)


def test_two_builds_ask_for_one_lost_clip(film: Film, server: ScriptedServer) -> None:
    film.build()
    film.output("boat").unlink()
    shutil.rmtree(film.home / "cas")
    server.script.poll(hang=0.3)
    with ExitStack() as stack:
        ran = [running.end() for running in together(stack, film, film, film)]
    assert 0 in [r.status for r in ran], ran
    assert {r.status for r in ran} <= {0, 5}, ran
    assert film.build().status == 0
    assert (film.states, len(server.posts)) == (["DONE"], 1)
    film.assert_trust()


def test_two_rebuys_at_once_buy_once(film: Film, server: ScriptedServer) -> None:
    film.build()
    film.output("boat").unlink()
    shutil.rmtree(film.home / "cas")
    server.script.post(hang=0.3)
    server.script.poll(status=404, path="task_000001", times=None)
    with ExitStack() as stack:
        started = [stack.enter_context(film.building("--rebuy", "boat")) for _ in range(3)]
        ran = [running.end() for running in started]
    assert {r.status for r in ran} <= {0, 5}, ran
    assert len(server.posts) == 2
    assert film.build().status == 0
    film.assert_trust()


def test_one_dead_builds_rescued_id_is_adopted_once_by_all_who_try(
    film: Film, server: ScriptedServer
) -> None:
    film.build(kill_at="after-accept")
    row = film.row("boat")
    ids = film.home / "owners" / f"{row.owner}.ids"
    ids.write_text(f'["{row.id}", "{server.ids[0]}"]\n' + " " * 100)
    with ExitStack() as stack:
        ran = [running.end() for running in together(stack, *[film] * 4)]
    assert [r.status for r in ran] == [0] * 4, ran
    assert (film.states, len(server.posts)) == (["DONE"], 1)
    film.assert_trust()


def test_files_of_killed_builds_do_not_pile_up(film: Film, server: ScriptedServer) -> None:
    film.build(kill_at="after-submitted")
    owners = film.home / "owners"
    left = {path.stem for path in owners.iterdir()}
    assert len(left) == 1
    assert film.build().status == 0
    assert film.build().status == 0
    assert list(owners.iterdir()) == []
    film.assert_trust()
