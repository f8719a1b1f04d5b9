"""A storyboard in git: real branches, real merges of the lock file, clones with stores of their own."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from harness import Film
from scripted_server import ScriptedServer


class Clone(Film):
    """A clone of a bare repository, with an empty store."""

    def __init__(self, folder: Path, server: ScriptedServer, origin: Path) -> None:
        folder.mkdir()
        super().__init__(folder, server)
        self.origin = origin
        self.git("clone", "-q", str(origin), ".")

    def git(self, *words: str) -> str:
        env = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        names = ("-c", "user.name=Mara", "-c", "user.email=mara@example.com", "-c", "init.defaultBranch=main")
        ran = subprocess.run(
            ["git", *names, *words], cwd=self.folder, env=env, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout.strip()

    def commit(self) -> str:
        """What is in git by `init`'s advice; its commit."""
        for name, line in ((".gitignore", "/out/\n"), (".gitattributes", "storyboard.lock merge=union\n")):
            (self.folder / name).write_text(line)
        self.git("add", ".gitignore", ".gitattributes", "storyboard.yaml")
        if (self.folder / "storyboard.lock").exists():
            self.git("add", "storyboard.lock")
        self.git("commit", "-q", "--allow-empty", "-m", "more")
        return self.git("rev-parse", "HEAD")

    def share(self) -> None:
        self.commit()
        self.git("push", "-q", "origin", "HEAD:main")

    def update(self) -> None:
        """Merge what others have pushed; the storyboard is ours where both have changed it."""
        self.git("fetch", "-q")
        self.git("merge", "-q", "-X", "ours", "--no-edit", "origin/main")


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    bare = tmp_path / "origin.git"
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(bare)], check=True)
    return bare


@pytest.fixture
def mara(tmp_path: Path, server: ScriptedServer, origin: Path) -> Clone:
    clone = Clone(tmp_path / "mara", server, origin)
    clone.shots(boat="a red boat", pier="an empty pier")
    assert clone.build().status == 0
    clone.share()
    return clone


@pytest.fixture
def nils(tmp_path: Path, server: ScriptedServer, origin: Path, mara: Clone) -> Clone:
    clone = Clone(tmp_path / "nils", server, origin)
    shutil.copytree(mara.home, clone.home)  # he has what was bought so far
    return clone


def test_two_edits_of_one_prompt_leave_both_clips_for_nothing(
    mara: Clone, nils: Clone, server: ScriptedServer
) -> None:
    mara.shots(boat="a blue boat", pier="an empty pier")
    nils.shots(boat="a green boat", pier="an empty pier")
    assert (mara.build().status, nils.build().status) == (0, 0)
    mara.share()
    nils.commit()
    nils.update()
    assert len(nils.receipts) == 4
    ran = nils.build()
    assert (ran.status, len(server.posts)) == (0, 4), ran
    nils.share()
    mara.update()
    mara.shots(boat="a blue boat", pier="an empty pier")
    assert mara.build().status == 0
    mara.shots(boat="a red boat", pier="an empty pier")
    ran = mara.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "restore", 4), ran


def test_a_rename_on_one_branch_and_a_new_take_on_the_other(
    mara: Clone, nils: Clone, server: ScriptedServer
) -> None:
    mara.shots(ship="a red boat", pier="an empty pier")
    assert (mara.build().status, len(server.posts)) == (0, 2)
    mara.share()
    nils.shots(boat={"prompt": "a red boat", "takes": [1, 2], "take": 2}, pier="an empty pier")
    assert (nils.build().status, len(server.posts)) == (0, 3)
    nils.commit()
    nils.update()
    nils.shots(ship={"prompt": "a red boat", "takes": [1, 2], "take": 2}, pier="an empty pier")
    ran = nils.build()
    assert (ran.status, len(server.posts)) == (0, 3), ran
    assert sorted(nils.outputs) == ["_takes/ship/1", "pier", "ship"]
    assert nils.build("--locked").status == 0


def both_buy(mara: Clone, nils: Clone) -> None:
    for clone in (mara, nils):
        clone.shots(boat="a red boat", pier="an empty pier", gull="a gull")
        assert clone.build().status == 0
    mara.share()
    nils.commit()
    nils.update()
    nils.share()
    mara.update()


def test_both_bought_the_same_and_the_other_clip_becomes_a_take_for_nothing(
    mara: Clone, nils: Clone, server: ScriptedServer
) -> None:
    both_buy(mara, nils)
    first, second = sorted((r["task_id"], r["sha256"]) for r in mara.receipts if r["shot"] == "gull")
    ran = nils.build()
    assert (ran.status, nils.outputs["gull"]) == (0, second[1]), "he has no other"
    shutil.copytree(mara.home / "cas", nils.home / "cas", dirs_exist_ok=True)
    ran = nils.build()
    assert (ran.status, nils.outputs["gull"]) == (0, first[1]), ran
    ran = nils.run("retake", "gull", "--adopt", second[1][:12], "--json")
    assert (ran.status, ran.json["changes"][0]["takes"], ran.json["credits"]) == (0, [1, 2], 0), ran
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, len(server.posts)) == (0, 4), ran
    assert nils.outputs["_takes/gull/2"] == second[1]
    adopted = [r for r in nils.receipts if (r["shot"], r["take"]) == ("gull", 2)]
    assert [(r["task_id"], r["document"]["take"]) for r in adopted] == [(second[0], 2)]
    assert nils.build("--locked").status == 0


def test_what_is_not_the_same_request_is_not_adopted(mara: Clone) -> None:
    pier = next(r["sha256"] for r in mara.receipts if r["shot"] == "pier")
    before = (mara.folder / "storyboard.yaml").read_text(), (mara.folder / "storyboard.lock").read_text()
    for digest, words in {
        pier: f"the clip {pier[:12]} was made from another request than boat asks for: prompt differs",
        "0" * 12: "the lock file names no clip 000000000000",
        "abc": "--adopt: abc is no digest",
    }.items():
        ran = mara.run("retake", "boat", "--adopt", digest)
        assert (ran.status, words in ran.err) == (64, True), ran
    ran = mara.run("retake", "boat", "pier", "--adopt", pier)
    assert (ran.status, "--adopt takes one clip for one shot" in ran.err) == (64, True), ran
    after = (mara.folder / "storyboard.yaml").read_text(), (mara.folder / "storyboard.lock").read_text()
    assert after == before


def test_without_the_attribute_a_conflict_is_read_as_both_sides(
    tmp_path: Path, server: ScriptedServer, origin: Path
) -> None:
    mara = Clone(tmp_path / "mara", server, origin)
    mara.shots(boat="a red boat")
    mara.share()
    nils = Clone(tmp_path / "nils", server, origin)
    mara.shots(boat="a blue boat")
    nils.shots(boat="a green boat")
    assert (mara.build().status, nils.build().status) == (0, 0)
    mara.share()
    nils.commit()
    nils.git("fetch", "-q")
    (nils.folder / ".git/info/attributes").write_text("storyboard.lock merge=text\n")
    merged = subprocess.run(
        ["git", "-c", "user.name=N", "-c", "user.email=n@example.com", "merge", "-q", "origin/main"],
        cwd=nils.folder, capture_output=True, check=False,
    )  # fmt: skip
    assert merged.returncode == 1
    lock = (nils.folder / "storyboard.lock").read_text()
    assert "<<<<<<<" in lock
    nils.shots(boat="a green boat")
    ran = nils.build("--locked")
    assert (ran.status, len(server.posts)) == (0, 2), ran
    assert (nils.folder / "storyboard.lock").read_text() == lock
    nils.shots(boat="a blue boat")
    ran = nils.run("plan", "--json")
    assert ran.action("boat")["action"] == "lost", "bought by Mara: never bought again by itself"


def test_lines_removed_on_one_branch_and_added_on_the_other_are_a_valid_file(
    mara: Clone, nils: Clone, server: ScriptedServer
) -> None:
    mara.shots(boat="a red boat")
    assert mara.run("gc", "--lock", "--yes").status == 0
    assert [r["shot"] for r in mara.receipts] == ["boat"]
    mara.share()
    nils.shots(boat="a red boat", pier="an empty pier", gull="a gull")
    assert nils.build().status == 0
    nils.commit()
    nils.update()
    shots = {r["shot"] for r in nils.receipts}
    assert shots >= {"boat", "gull"}
    nils.shots(boat="a red boat", pier="an empty pier", gull="a gull")
    assert (nils.build().status, len(server.posts)) == (0, 3)


def test_three_takes_over_a_shots_whole_life_are_bought_once(mara: Clone, server: ScriptedServer) -> None:
    """Chosen, edited, renamed, taken back: what was bought comes back for nothing, and nothing is bought unshown."""
    three = {"prompt": "a red boat", "takes": [1, 2, 3], "take": 2}
    mara.shots(boat=three, pier="an empty pier")
    assert mara.run("plan", "--json").json["totals"]["buy"] == 2
    assert (mara.build().status, len(server.posts)) == (0, 4)
    old = mara.commit()
    clips = dict(mara.outputs)
    mara.shots(boat=three | {"prompt": "a blue boat"}, pier="an empty pier")
    assert mara.run("plan", "--json").json["totals"]["buy"] == 3
    assert (mara.build().status, len(server.posts)) == (0, 7)
    mara.shots(ship=three | {"prompt": "a blue boat", "take": 3}, pier="an empty pier")
    assert mara.run("plan", "--json").json["totals"]["buy"] == 0
    assert (mara.build("--no-buy", REAPI_API_KEY=None).status, len(server.posts)) == (0, 7)
    mara.commit()
    mara.git("checkout", "-q", old)
    assert mara.run("plan", "--json").json["totals"]["buy"] == 0
    assert (mara.build("--no-buy", REAPI_API_KEY=None).status, mara.outputs) == (0, clips)
    mara.assert_trust()


def test_a_clone_elsewhere_builds_the_same_bytes_without_a_key(
    tmp_path: Path, mara: Clone, server: ScriptedServer, origin: Path
) -> None:
    shared = tmp_path / "nas"
    shared.mkdir()
    team = f"team: file://{shared}"
    boat = {"prompt": "a red boat", "takes": [1, 2], "take": 2}
    mara.shots(head=team, boat=boat, pier="an empty pier")
    assert mara.build().status == 0
    ran = mara.run("push", "--json")
    assert {(t["shot"], t["take"]) for t in ran.json["shared"]} == {("boat", 1), ("boat", 2), ("pier", 1)}
    mara.share()
    posts = len(server.posts)
    clone = Clone(tmp_path / "elsewhere", server, origin)
    ran = clone.build("--no-buy", "--locked", REAPI_API_KEY=None)
    assert (ran.status, clone.outputs) == (0, mara.outputs), ran
    assert {a["action"] for a in ran.json["actions"]} == {"fetch"}
    assert len(server.posts) == posts
    clone.shots(head=team, boat=boat, pier="a crowded pier")
    plan = clone.run("plan", "--json", REAPI_API_KEY=None)
    todo = [
        (a["shot"], a["action"], a["reason"], a["changed"])
        for a in plan.json["actions"]
        if a["action"] != "keep"
    ]
    assert todo == [
        (
            "pier",
            "buy",
            "changed: prompt",
            [{"field": "prompt", "from": "an empty pier", "to": "a crowded pier"}],
        )
    ]
    clone.assert_trust(mara)
