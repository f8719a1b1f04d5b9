"""`build --temporal`: durable workflows whose steps are builds. A real development server, real workers, one POST each."""

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from harness import until
from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer
from team_films import Machine
from temporal_service import TemporalServer, temporal_server, working

Make = Callable[..., Machine]


@pytest.fixture
def service(tmp_path: Path) -> Iterator[TemporalServer]:
    with temporal_server(tmp_path) as running:
        yield running


@pytest.fixture
def machine(tmp_path: Path, proxy: ScriptedProxy, api: ScriptedServer) -> Make:
    """Another machine with the same film: two shots, and one that goes on from the first."""

    def make(name: str) -> Machine:
        made = Machine(tmp_path / name, api, proxy, f"s3://harbour/{tmp_path.name}")
        made.shots(
            head=f"team: {made.team}",
            boat="a red boat",
            pier="an empty pier",
            wave={"prompt": "a wave lifts it", "first_frame": {"shot": "boat"}},
        )
        return made

    return make


def test_workers_buy_and_the_command_line_brings(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, other = machine("mara"), machine("other")
    with working(other, service):
        ran = mara.build("--temporal", service.address)
    assert (ran.status, ran.results) == (0, {"boat": "done", "pier": "done", "wave": "done"}), ran
    assert len(api.posts) == 3
    assert sorted(mara.outputs) == ["boat", "pier", "wave"]
    assert mara.rows == []  # the purchases are in the worker's journal
    other.assert_trust(mara)


def test_two_command_lines_and_a_plain_build_pay_once(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, nils, plain, other = (machine(name) for name in ("mara", "nils", "plain", "other"))
    with (
        working(other, service),
        mara.building("--temporal", service.address) as one,
        nils.building("--temporal", service.address) as two,
        plain.building() as three,
    ):
        ran = [running.end() for running in (one, two, three)]
    assert [r.status for r in ran] == [0, 0, 0], ran
    assert len(api.posts) == 3
    assert mara.outputs == nils.outputs == plain.outputs
    other.assert_trust(mara, nils, plain)


@pytest.mark.parametrize(
    ("step", "status"),
    [
        ("before-intent", 4), ("after-claim", 4), ("after-submitted", 0), ("after-completed", 0), ("after-done", 0),
    ],
)  # fmt: skip
def test_a_build_that_dies_on_its_worker_is_not_repeated_and_its_clip_is_brought(
    machine: Make, api: ScriptedServer, service: TemporalServer, step: str, status: int
) -> None:
    """4: it died before it had sent anything, which a person's next build does."""
    mara, dying, other = machine("mara"), machine("dying"), machine("other")
    mara.shots(head=f"team: {mara.team}", boat="a red boat")
    with working(dying, service, kill_at=step):
        ran = mara.build("--temporal", service.address)
    assert (ran.status, len(api.posts)) == (status, 0 if status else 1), ran
    if status:
        with working(other, service):
            ran = mara.build("--temporal", service.address)
    assert (ran.status, len(api.posts), list(mara.outputs)) == (0, 1, ["boat"]), ran
    other.assert_trust(mara, dying)


def test_an_unknown_outcome_waits_for_a_person_and_goes_on_by_their_word(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, dying, other = machine("mara"), machine("dying"), machine("other")
    mara.shots(head=f"team: {mara.team}", boat="a red boat")
    where = {"TEMPORAL_ADDRESS": service.address}
    with working(dying, service, kill_at="after-accept"):
        ran = mara.build("--temporal", service.address)
    assert (ran.status, ran.results, len(api.posts)) == (3, {"boat": "blocked"}, 1), ran
    assert f"with Temporal's workers at {service.address}: boat@1" in mara.run("status", **where).err
    (task_id,) = api.ids
    with working(other, service):
        told = dying.run("resolve", dying.row("boat").id[:8], "--task-id", task_id, **where)
        assert told.status == 0, told
        until(lambda: "boat@1" not in mara.run("status", **where).err, "the end of the workflow")
        ran = mara.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, list(mara.outputs), len(api.posts)) == (0, ["boat"], 1), ran
    other.assert_trust(mara, dying)


def test_a_clip_that_was_not_shared_yet_is_shared_by_its_own_store_alone(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    """The build dies between bytes and result, again and again, until somebody mends that machine."""
    mara, dying = machine("mara"), machine("dying")
    mara.shots(head=f"team: {mara.team}", boat="a red boat")
    with mara.building("--temporal", service.address) as running:
        with working(dying, service, kill_at="after-upload"):
            until(lambda: "DONE" in dying.states, "the clip in its store")
        with working(dying, service):
            ran = running.end()
    assert (ran.status, len(api.posts), list(mara.outputs)) == (0, 1, ["boat"]), ran
    dying.assert_trust(mara)


def test_a_worker_that_is_killed_leaves_its_take_to_another(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, dying, other = machine("mara"), machine("dying"), machine("other")
    mara.shots(head=f"team: {mara.team}", boat="a red boat")
    api.script.post(hang=3.0)
    with mara.building("--temporal", service.address) as running:
        with working(dying, service) as worker:
            until(lambda: api.posts, "the POST")
            worker.send(signal.SIGKILL)
            worker.end()
        with working(other, service):
            ran = running.end()
    assert (ran.status, len(api.posts), list(mara.outputs)) == (0, 1, ["boat"]), ran
    other.assert_trust(mara, dying)


def test_a_server_that_is_killed_goes_on_with_what_it_has_written(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, other = machine("mara"), machine("other")
    with mara.building("--temporal", service.address) as running, working(other, service):
        until(lambda: api.posts, "a POST")
        service.kill()
        service.start()
        ran = running.end()
    assert (ran.status, len(api.posts), sorted(mara.outputs)) == (0, 3, ["boat", "pier", "wave"]), ran
    other.assert_trust(mara)


def test_ctrl_c_cancels_what_nobody_has_begun(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    mara, other = machine("mara"), machine("other")
    with mara.building("--temporal", service.address, "--events", "events") as running:
        until(lambda: "no worker answers" in mara.events, "the word that nobody is there")
        running.interrupt()
        ran = running.end()
    assert (ran.status, len(api.posts)) == (130, 0), ran
    with working(other, service):
        until(lambda: _nothing_runs(mara, service), "the end of the workflows")
    assert api.posts == []


def _nothing_runs(mara: Machine, service: TemporalServer) -> bool:
    ran = mara.run("status", TEMPORAL_ADDRESS=service.address)
    return ran.status == 0 and "with Temporal" not in ran.err


def test_what_is_dearer_or_other_than_planned_is_refused_by_the_worker(
    machine: Make, api: ScriptedServer, service: TemporalServer
) -> None:
    """A worker buys what the command line has planned, whatever its own folder says by now."""
    mara, other = machine("mara"), machine("other")
    other.shots(head=f"team: {other.team}", boat="a blue boat")
    with working(other, service):
        ran = mara.build("--temporal", service.address)
    assert (ran.status, len(api.posts)) == (0, 3), ran
    assert set(api.prompts) == {"a red boat", "an empty pier", "a wave lifts it"}


@pytest.mark.parametrize("words", [["worker"], ["build", "--yes", "--max-credits", "9999"]])
def test_without_a_team_store_there_are_no_workers(machine: Make, words: list[str]) -> None:
    alone = machine("alone")
    alone.shots(boat="a red boat")
    ran = alone.run(*words, "--temporal", "127.0.0.1:9")
    assert ran.status == 64, ran
    assert "the storyboard names no team store" in ran.err


def test_a_service_out_of_reach_sends_nothing(machine: Make, api: ScriptedServer) -> None:
    ran = machine("mara").build("--temporal", "127.0.0.1:9")
    assert (ran.status, len(api.posts)) == (69, 0), ran
    assert "the Temporal service at 127.0.0.1:9 cannot be reached: nothing was sent" in ran.err
