"""Months of a film in half a minute: edits, builds, kills, faults and resolves at random, against the ledger."""

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cli_tools import ROOT, Ran
from harness import STEPS, Film
from scripted_api import same
from scripted_server import ScriptedServer

ROUNDS = 50
SEEDS = 4
PROMPTS = tuple(f"a {colour} boat" for colour in ("red", "blue", "green", "black", "white", "grey"))
NAMES = ("a", "b", "act1/c", "act1/d", "e")
BUILD = ("build", "--yes", "--max-credits", "100000", "--poll-interval", "0.02", "--timeout", "3")
RUNNING = {"status": "processing", "output": None}
POSTS: tuple[dict[str, Any], ...] = (
    {"status": 500}, {"status": 502, "charged": True}, {"reset": "after"}, {"reset": "after", "charged": True},
    {"reset": "mid"}, {"status": 200, "body": "{", "charged": True}, {"status": 302, "headers": {"Location": "/x"}},
    {"status": 429, "error": (50001, "slow"), "headers": {"Retry-After": "0"}},
    {"status": 400, "error": (80007, "flagged")}, {"status": 400, "error": (20002, "no")}, {"hang": 0.1},
)  # fmt: skip
POLLS: tuple[dict[str, Any], ...] = (
    {"status": 500}, {"reset": "after"}, {"body": "{"}, {"task": RUNNING, "times": 3},
    {"task": RUNNING, "times": 200}, {"status": 404, "error": (40001, "not found"), "times": 7},
    {"task": {"output": None}, "times": 4},
)  # fmt: skip
MEDIA: tuple[dict[str, Any], ...] = (
    {"truncate": 700}, {"status": 403, "times": 3}, {"body": "<html>", "times": 2}, {"reset": "mid"}, {"hang": 0.1},
)  # fmt: skip


class Zygote:
    """See zygote.py."""

    def __init__(self) -> None:
        command = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
        env = {"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env
        )

    def run(self, film: Film, *commands: tuple[tuple[str, ...], str | None]) -> list[Ran]:
        orders = [
            {"args": args, "cwd": str(film.folder), "env": film.environment(kill_at=kill_at)}
            for args, kill_at in commands
        ]
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(orders) + "\n")
        self.process.stdin.flush()
        return [Ran(**each) for each in json.loads(self.process.stdout.readline())]

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@pytest.fixture(scope="module")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.close()


class Director:
    """A person, the weather, and dice. What it did is kept, to be read when an assertion fails."""

    def __init__(self, seed: int, film: Film, server: ScriptedServer, zygote: Zygote) -> None:
        self.dice = random.Random(seed)
        self.film, self.server, self.zygote = film, server, zygote
        self.story: dict[str, Any] = {}
        self.done: list[str] = []
        self.edit()

    def step(self) -> None:
        """One thing that happens to a film."""
        acts = [
            (self.edit, 4),
            (self.build, 6),
            (self.builds, 2),
            (self.weather, 5),
            (self.resolve, 3),
            (self.lose, 1),
        ]
        act = self.dice.choices([a for a, _ in acts], [w for _, w in acts])[0]
        act()
        self.film.assert_trust()

    def edit(self) -> None:
        name, dice = self.dice.choice(NAMES), self.dice
        if name in self.story and dice.random() < 0.3:
            del self.story[name]
        else:
            self.story[name] = {"prompt": dice.choice(PROMPTS)}
            if dice.random() < 0.2:
                self.story[name]["takes"] = 2
        self.story = self.story or {"a": {"prompt": PROMPTS[0]}}
        self.film.shots(**self.story)
        self.done.append(f"edit {self.story}")

    def weather(self) -> None:
        """The API or the network is about to misbehave."""
        on, faults = self.dice.choice([("post", POSTS), ("post", POSTS), ("poll", POLLS), ("media", MEDIA)])
        fault = self.dice.choice(faults)
        if self.dice.random() < 0.15:
            self.server.script.fail(self.dice.choice([80003, 80006]))
        self.server.script.add(on=on, **fault)
        self.done.append(f"{on} {fault}")

    def build(self) -> None:
        kill_at = self.dice.choice(STEPS) if self.dice.random() < 0.5 else None
        self.run((*BUILD, "-j", str(self.dice.choice([1, 2, 8]))), kill_at)

    def builds(self) -> None:
        commands: list[tuple[tuple[str, ...], str | None]] = [
            (BUILD, self.dice.choice([None, None, *STEPS])) for _ in range(self.dice.choice([2, 3]))
        ]
        self._ran(commands)

    def run(self, args: tuple[str, ...], kill_at: str | None = None) -> Ran:
        return self._ran([(args, kill_at)])[0]

    def _ran(self, commands: list[tuple[tuple[str, ...], str | None]]) -> list[Ran]:
        ran = self.zygote.run(self.film, *commands)
        self.done += [
            f"{' '.join(a)} kill_at={k}: {r.status}" for (a, k), r in zip(commands, ran, strict=True)
        ]
        for (_, kill_at), each in zip(commands, ran, strict=True):
            assert each.status in {0, 1, 3, 5} | ({-9} if kill_at else set()), each
            assert "Traceback" not in each.err, each
        return ran

    def resolve(self) -> None:
        """A person looks at the account's page, and says what is true."""
        open_rows = [r for r in self.film.rows if r.state in {"UNKNOWN", "ABANDONED"}]
        if not open_rows:
            return
        row = self.dice.choice(open_rows)
        known = {r.task_id for r in self.film.rows}
        made = [
            t.id for t in self.server.api.tasks.values() if same(t.body) == row.same and t.id not in known
        ]
        if row.state == "UNKNOWN" and self.dice.random() < 0.2:
            way: tuple[str, ...] = ("--abandon",)
        elif made:
            way = ("--task-id", made[0], "--unchecked")  # a person is not put off by a poll that fails
        else:
            way = ("--resubmit",)
        ran = self.run(("resolve", row.id, *way))
        assert ran.status == 0, ran

    def lose(self) -> None:
        what = self.dice.choice([self.film.home / "index", self.film.folder / "out"])
        if what.exists():
            shutil.rmtree(what)
        self.done.append(f"lose {what.name}")
        self.run(BUILD)  # which learns anew what stands in the tree

    def finish(self) -> None:
        """The weather clears, everything is resolved, and the film is there."""
        self.server.script.faults.clear()
        self.server.script.failures.clear()
        self.run(BUILD)
        while any(r.state in {"UNKNOWN", "ABANDONED"} for r in self.film.rows):
            self.resolve()
        for _ in range(3):  # tasks that were accepted before the weather cleared may still fail
            ran = self.run((*BUILD, *self.story))
        assert ran.status == 0, ran
        assert self.run(BUILD).status == 0
        wanted = {n: s.get("takes", 1) for n, s in self.story.items()}
        takes = {f"_takes/{n}/2" for n, takes in wanted.items() if takes == 2}
        assert set(self.film.outputs) == set(wanted) | takes
        posts = len(self.server.posts)
        assert self.run(BUILD).status == 0
        assert len(self.server.posts) == posts


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_nothing_is_paid_twice_and_nothing_is_lost(
    film: Film, server: ScriptedServer, zygote: Zygote, seed: int
) -> None:
    director = Director(seed, film, server, zygote)
    try:
        for _ in range(ROUNDS):
            director.step()
        director.finish()
        film.assert_trust()
    except AssertionError as error:
        raise AssertionError("\n".join([*director.done, "", str(error)])) from error
