"""`mcp` with the official client over stdio: an agent can do everything but spend."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from cli_tools import Cli, answered
from harness import Film, until
from mcp.server.elicitation import render_elicitation_schema
from mcp.types import ElicitResult
from mcp_tools import MODES, YES, Agent, connected, everything, plainly, session, text
from scripted_server import ScriptedServer

from seedance_make.cli.agents.server import Consent

TWO = {"boat": "a red boat", "pier": "an empty pier"}  # 181 credits each
READS = {"validate", "plan", "show", "status", "log", "models"}


@pytest.fixture
def server() -> Any:
    with ScriptedServer() as running:
        yield running


@pytest.fixture
def film(tmp_path: Path, server: ScriptedServer) -> Film:
    made = Film(tmp_path, server)
    made.shots(head="max_credits: 5000", **TWO)
    return made


@pytest.mark.parametrize("mode", MODES)
def test_the_tools_say_what_they_are(film: Film, mode: str) -> None:
    async def use(agent: Agent) -> None:
        assert agent.client.protocol_version == ("2026-07-28" if mode == "auto" else "2025-11-25")
        tools = {tool.name: tool for tool in (await agent.client.list_tools()).tools}
        assert set(tools) == READS | {"simulate", "build"}
        for name, tool in tools.items():
            assert tool.description
            assert tool.output_schema
            hints = tool.annotations
            assert hints
            assert (hints.read_only_hint, hints.destructive_hint, hints.idempotent_hint, hints.open_world_hint) == (
                name in READS, name == "build", True, name == "build",
            )  # fmt: skip
        assert list(tools["build"].input_schema["properties"]) == ["digest"]
        assert all(tool.input_schema["additionalProperties"] is False for tool in tools.values())

    session(film, use, mode=mode)


def test_a_tool_gives_what_the_command_gives(film: Film) -> None:
    async def use(agent: Agent) -> None:
        for tool, words, arguments in (
            ("validate", ("validate",), {}),
            ("show", ("show", "boat"), {"shot": "boat"}),
            ("log", ("log",), {}),
            ("models", ("models",), {}),
        ):
            assert await agent.data(tool, **arguments) == film.run(*words, "--json").json
        planned = await agent.data("plan", shots=["b*"], select=["state:new"])
        assert planned["plan"] == film.run("plan", "b*", "-s", "state:new", "--json").json
        whole = await agent("plan")
        shown, _, following = text(whole).partition("\n\nNext: ")
        assert shown == film.run("plan").out.partition("\n\nNext: ")[0]
        assert whole.structured_content
        digest = whole.structured_content["digest"]
        assert following == (
            f"build(digest={digest}), once a person has said yes: in a form of your client, else on a terminal: "
            f"seedance-make approve {digest[:12]}"
        )
        status = await agent.data("status")
        assert (status.pop("runs"), status) == ([], film.run("status", "--json").json)
        wrong = await agent("show", shot="boot")
        assert wrong.is_error
        assert wrong.structured_content == film.run("show", "boot", "--json").json
        assert text(wrong) == "seedance-make: no shot is named `boot`\n   help: did you mean `boat`?"
        film.write("version: 1\nshots: {boat: {}}\n")
        assert "storyboard.yaml" in await agent.said("plan")

    session(film, use)


@pytest.mark.parametrize("mode", MODES)
def test_an_argument_that_does_not_fit_is_refused_by_name(
    film: Film, server: ScriptedServer, mode: str
) -> None:
    box = "█" * len(server.key)
    calls: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("plan", {"shot": "boat"}, "plan has no argument `shot`\n   help: did you mean `shots`?"),
        ("build", {"digest": "0" * 64, "yes": True}, "build has no argument `yes`\n   help: there is `digest`"),
        ("build", {"digests": "0" * 64}, "build has no argument `digests`\n   help: did you mean `digest`?"),
        ("show", {}, "show needs `shot`\n   help: its arguments: shot and profile"),
        ("plan", {"shots": "boat"}, '`shots` of plan takes a list of texts, not "boat"\n   help: write ["boat"]'),
        ("plan", {"exclude": ["pier", 1]}, "`exclude[1]` of plan takes a text, not 1"),
        ("show", {"shot": None}, "`shot` of show takes a text, not null"),
        ("validate", {"strict": "very"}, '`strict` of validate takes true or false, not "very"'),
        ("log", {"shots": {}}, "`shots` of log takes a list of texts, not {}"),
        ("log", {"shots": server.key}, f'`shots` of log takes a list of texts, not "{box}"\n   help: write ["{box}"]'),
    )  # fmt: skip

    async def use(agent: Agent) -> None:
        for tool, arguments, expected in calls:
            assert await agent.said(tool, **arguments) == f"seedance-make: {expected}"
        wrong = await agent("plan", shot="boat")
        assert wrong.structured_content == {
            "error": {"exit": 64, "message": "plan has no argument `shot`", "help": "did you mean `shots`?"}
        }

    session(film, use, mode=mode)
    assert not (film.home / "plans").exists()


def test_no_argument_is_an_option_or_a_path(film: Film, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}")

    async def use(agent: Agent) -> None:
        for words in (["--out=stolen"], ["--rebuy", "boat"], [str(secret)], ["../film/boat"]):
            assert "no shot is named" in await agent.said("plan", shots=words)
        assert "--out=stolen" in await agent.said("plan", profile="x --out=stolen")
        assert "no shot" in await agent.said("plan", exclude=["--json"])
        await agent.said("plan", select=["--out=stolen"])
        for digest in (str(secret), "../plans/x", "~", "secret.json", "", "0" * 65):
            assert await agent.said("build", digest=digest) == (
                "seedance-make: build takes the digest of a plan, and nothing else\n   help: plan gives one"
            )
        assert "no plan of this store begins with" in await agent.said("build", digest="0" * 64)
        for handle in ("..", "0" * 32, str(secret)):
            assert "no build of this project has the handle" in await agent.said("status", handle=handle)
        assert "no model" in await agent.said("models", model="../../etc/passwd")

    session(film, use)
    assert sorted(p.name for p in film.folder.iterdir()) == ["storyboard.yaml"]


@pytest.mark.parametrize("mode", MODES)
def test_a_person_says_yes_in_the_form(film: Film, server: ScriptedServer, mode: str) -> None:
    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        status = await agent.ended((await agent.data("build", digest=digest))["handle"])
        assert (status["state"], status["exit"], status["spent"], status["takes"]) == (
            "ended",
            0,
            362,
            {"done": 2},
        )
        assert [(r["shot"], r["result"], r["credits"]) for r in status["results"]] == [
            ("boat", "done", 181), ("pier", "done", 181),
        ]  # fmt: skip
        assert status["next"] == "it is done: status() says where the clips are"
        assert len(agent.forms) == 1
        assert "+ buy      boat  t2v  4 s  480p  $0.181  new\n" in agent.forms[0]
        assert agent.forms[0].endswith(
            f"May builds of {film.folder}/storyboard.yaml buy 2 takes for $0.362, each once?"
        )
        again = await agent.ended((await agent.data("build", digest=digest))["handle"])
        assert (again["exit"], again["spent"], len(agent.forms)) == (0, 0, 1)
        runs = (await agent.data("status"))["runs"]
        assert [(r["kind"], r["state"], r["exit"]) for r in runs] == [("build", "ended", 0)] * 2

    session(film, use, mode=mode, answer=YES)
    assert len(server.posts) == 2
    film.assert_trust()


def test_nothing_is_preset_in_the_form() -> None:
    schema = render_elicitation_schema(Consent)
    assert (schema["required"], schema["properties"]["approve"]["default"]) == (["approve"], False)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "answer",
    [
        ElicitResult(action="decline"),
        ElicitResult(action="cancel"),
        ElicitResult(action="accept", content={"approve": False}),
        ElicitResult(action="accept", content={}),
        ElicitResult(action="accept"),
        ElicitResult(action="accept", content={"approve": "perhaps"}),
    ],
    ids=[
        "decline",
        "cancel",
        "accept no",
        "accept an empty form",
        "accept no form",
        "accept what is no answer",
    ],
)
def test_a_person_says_no(film: Film, server: ScriptedServer, mode: str, answer: ElicitResult) -> None:
    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        refused = await agent("build", digest=digest)
        assert (
            text(refused)
            == "seedance-make: a person said no: nothing was sent\n   help: ask what they want changed"
        )
        assert refused.structured_content == {
            "error": {
                "exit": 4,
                "message": "a person said no: nothing was sent",
                "help": "ask what they want changed",
            }
        }
        await agent("build", digest=digest)
        assert len(agent.forms) == 2  # a no is not remembered as a yes

    session(film, use, mode=mode, answer=answer)
    assert not server.posts


@pytest.mark.parametrize("mode", MODES)
def test_without_forms_a_person_says_it_on_a_terminal(film: Film, server: ScriptedServer, mode: str) -> None:
    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        short = digest[:12]
        assert await agent.said("build", digest=digest) == (
            f"seedance-make: the plan {short} is not approved\n"
            f"   help: ask a person to look at it and to say yes, on a terminal: seedance-make approve {short}"
        )
        assert answered(("approve", short), b"y\n", cwd=film.folder, **film.environment())[0] == 0
        assert film.run("approve", "--revoke", short).status == 0
        assert "is approved no more: that was taken back" in await agent.said("build", digest=digest)
        assert answered(("approve", short), b"y\n", cwd=film.folder, **film.environment())[0] == 0
        status = await agent.ended((await agent.data("build", digest=short))["handle"])
        assert (status["exit"], status["digest"]) == (0, digest)

    session(film, use, mode=mode)
    assert len(server.posts) == 2


def test_what_was_edited_or_altered_since_is_refused(film: Film, server: ScriptedServer) -> None:
    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        film.shots(boat="a blue boat", pier="an empty pier")
        assert await agent.said("build", digest=digest) == (
            "seedance-make: the saved plan is not what a build would do now:\nboat@1 has changed since\n   help: save the plan again"
        )
        film.shots(head="max_credits: 5000", **TWO)
        path = film.home / "plans" / f"{digest}.json"
        content = json.loads(path.read_text())
        content["purchases"][0]["credits"] = 9000
        path.write_text(json.dumps(content))
        assert "was edited since it was saved" in await agent.said("build", digest=digest)
        assert not agent.forms

    session(film, use, answer=YES)
    assert not server.posts


def test_a_plan_of_another_project_is_refused(film: Film, server: ScriptedServer, tmp_path: Path) -> None:
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(cat="a cat")
    digests: list[str] = []

    async def plan(agent: Agent) -> None:
        digests.append((await agent.data("plan"))["digest"])
        await agent.ended((await agent.data("build", digest=digests[0]))["handle"])

    session(film, plan, answer=YES)

    async def use(agent: Agent) -> None:
        assert "is not what a build would do now" in await agent.said("build", digest=digests[0])
        other.shots(head="max_credits: 5000", **TWO)
        shutil.rmtree(film.home / "cas")
        assert (await agent.data("status"))["runs"] == []

    session(other, use)
    assert len(server.posts) == 2


def test_a_rehearsal_is_free_and_has_a_handle(film: Film, server: ScriptedServer) -> None:
    async def use(agent: Agent) -> None:
        status = await agent.ended((await agent.data("simulate", shots=["boat"]))["handle"])
        assert (status["kind"], status["exit"], status["spent"], status["takes"]) == (
            "simulate",
            0,
            0,
            {"done": 1},
        )
        assert "Simulated: nothing was sent and nothing was spent." in " ".join(status["last"])
        assert status["next"] == (
            "it is done: the clips are in out-simulated/, and plan says what they would really cost"
        )
        slip = await agent.ended((await agent.data("simulate", shots=["x"]))["handle"])
        assert (slip["exit"], slip["next"]) == (64, "correct it and begin again: there is `boat`, `pier`")

    session(film, use)
    assert (film.folder / "out-simulated" / "boat.mp4").exists()
    assert not server.requests


def test_a_build_outlives_its_client_and_its_handle_works_again(film: Film, server: ScriptedServer) -> None:
    """The server is killed in the middle of a build, with everything that belongs to it."""
    server.api.polls = 10**6
    handles: list[str] = []

    async def begin(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        handles.append((await agent.data("build", digest=digest))["handle"])
        until(lambda: len(server.posts) == 2, "the purchases")
        status = await agent.data("status", handle=handles[0])
        assert (status["state"], status["next"]) == (
            "running",
            "it goes on by itself: ask status(handle) again in a while",
        )

    session(film, begin, answer=YES)

    async def look(agent: Agent) -> None:
        assert (await agent.data("status", handle=handles[0]))["state"] == "running"
        assert (await agent.data("status"))["runs"][0]["handle"] == handles[0]
        for task in server.api.tasks.values():
            task.due = 0
        status = await agent.ended(handles[0])
        assert (status["exit"], status["spent"], status["takes"]) == (0, 362, {"done": 2})

    session(film, look, mode="legacy")
    film.assert_trust()


def test_a_build_that_was_killed_says_so_and_goes_on(film: Film, server: ScriptedServer) -> None:
    film.shots(boat="a red boat")

    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        status = await agent.ended((await agent.data("build", digest=digest))["handle"])
        assert (status["state"], status["exit"]) == ("died", None)
        assert "start it again" in status["next"]

    session(film, use, answer=YES, SEEDANCE_MAKE_KILL_AT="after-submitted")

    async def again(agent: Agent) -> None:
        digest = (await agent.data("status"))["runs"][0]["handle"]
        digest = (await agent.data("status", handle=digest))["digest"]
        assert (await agent.ended((await agent.data("build", digest=digest))["handle"]))["exit"] == 0
        assert not agent.forms  # the word still stands

    session(film, again, answer=YES)
    assert len(server.posts) == 1
    film.assert_trust()


def test_two_clients_at_once_pay_once(film: Film, server: ScriptedServer) -> None:
    spent: list[int] = []

    async def one(mode: str) -> None:
        async with connected(film, mode=mode, answer=YES) as agent:
            digest = (await agent.data("plan"))["digest"]
            status = await agent.ended((await agent.data("build", digest=digest))["handle"])
            assert status["exit"] == 0, status
            spent.append(status["spent"])

    async def both() -> None:
        await asyncio.gather(*(one(mode) for mode in MODES))

    plainly(both())
    assert (sum(spent), len(server.posts)) == (362, 2)
    film.assert_trust()


def test_the_key_reaches_the_api_and_nobody_else(film: Film, server: ScriptedServer) -> None:
    film.shots(head="max_credits: 5000", boat=f"a boat named {server.key}")

    async def use(agent: Agent) -> None:
        results = [await agent(tool) for tool in ("validate", "status", "log", "plan")]
        results.append(await agent("show", shot="boat"))
        results.append(await agent("show", shot=server.key))
        digest = (await agent.data("plan"))["digest"]
        status = await agent.ended((await agent.data("build", digest=digest))["handle"])
        assert status["exit"] == 0
        rehearsal = await agent.ended((await agent.data("simulate"))["handle"])
        assert rehearsal["exit"] == 0
        answers = [(text(r), json.dumps(r.structured_content)) for r in results]
        assert server.key not in json.dumps([answers, status, rehearsal])

    session(film, use, answer=YES)
    assert server.posts[0].headers["authorization"] == f"Bearer {server.key}"
    assert server.key.encode() not in everything(film.home / "runs")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("answer", [YES, None], ids=["forms", "no forms"])
def test_limits_hold_before_a_person_is_asked(
    film: Film, server: ScriptedServer, mode: str, answer: ElicitResult | None
) -> None:
    film.home.mkdir()
    (film.home / "budget.toml").write_text("day = 200\n")

    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        assert await agent.said("build", digest=digest) == (
            "seedance-make: the purchases of today (UTC) would come to $0.362 (362 credits) and the day's limit of this store is "
            "$0.200: nothing is sent\n"
            "   help: what fits: build boat, or wait for tomorrow, or a person raises it: seedance-make budget --day 362"
        )
        assert not agent.forms
        assert (await agent.data("status"))["runs"] == []
        (film.home / "budget.toml").unlink()
        assert answer or "is not approved" in await agent.said("build", digest=digest)
        if answer:
            await agent.ended((await agent.data("build", digest=digest))["handle"])
            assert len(agent.forms) == 1  # no approval was left lying about

    session(film, use, mode=mode, answer=answer)
    assert len(server.posts) == (2 if answer else 0)


def test_a_limit_that_was_lowered_since_holds_for_an_approved_plan(
    film: Film, server: ScriptedServer
) -> None:
    async def use(agent: Agent) -> None:
        digest = (await agent.data("plan"))["digest"]
        assert answered(("approve", digest), b"y\n", cwd=film.folder, **film.environment())[0] == 0
        (film.home / "budget.toml").write_text("day = 200\n")
        status = await agent.ended((await agent.data("build", digest=digest))["handle"])
        assert status["exit"] == 4
        assert "the day's limit of this store is $0.200" in status["error"]["message"]

    session(film, use)
    assert not server.posts


def test_without_a_storyboard_it_says_so(cli: Cli) -> None:
    assert (cli("mcp").status, cli("mcp").err) == (
        64,
        "seedance-make: no manifest: storyboard.yaml is not there\n   help: `seedance-make init` makes one\n",
    )
