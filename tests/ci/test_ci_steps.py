"""The shell of each step, run in a real repository, against a real server."""

import json
import shlex
from pathlib import Path

import pytest
from ci_tools import EXAMPLES, ROOT, commit, git, read, run, step
from scripted_server import ScriptedServer

ACTION, BUILD, GITLAB = ROOT / "action.yml", EXAMPLES / "github-build.yml", EXAMPLES / "gitlab-ci.yml"
FILM = "version: 1\ndefaults: {resolution: 480p, duration: 4}\nshots:\n  door: {prompt: A door.}\n  wave: {prompt: A wave.}\n"
OTHER = "version: 1\nshots: {pier: {prompt: A pier.}}\n"


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with two storyboards on main."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "config", "receive.denyCurrentBranch", "ignore")
    git(folder, "config", "receive.advertisePushOptions", "true")  # as GitLab has it
    attributes = {".gitattributes": "storyboard.lock merge=union\n"}
    commit(folder, {"storyboard.yaml": FILM, "films/pier/storyboard.yaml": OTHER, **attributes})
    return folder


def cloned(origin: Path, to: Path, *how: str) -> Path:
    git(origin.parent, "clone", "-q", *how, f"file://{origin}", str(to))
    return to


def test_install_takes_the_action_itself(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    pip = tmp_path / "bin" / "pip"
    pip.write_text('#!/bin/sh\necho "$@"\n')
    pip.chmod(0o755)
    ran = run(step(ACTION, "Install")["run"], tmp_path, {"GITHUB_ACTION_PATH": "/a/b"}, tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "install --quiet /a/b\n")
    ran = run(step(BUILD, "Install")["run"], tmp_path, {}, tmp_path)
    assert (ran.returncode, ran.stdout) == (0, "install --quiet seedance-make[team]\n")


def test_each_storyboard_is_checked(origin: Path, tmp_path: Path) -> None:
    script = step(ACTION, "Validate")["run"]
    assert run(script, origin, {}, tmp_path).returncode == 0
    commit(origin, {"films/pier/storyboard.yaml": OTHER.replace("prompt", "promt")})
    ran = run(script, origin, {}, tmp_path)
    assert ran.returncode == 65
    assert "did you mean `prompt`?" in ran.stderr


def test_a_comment_for_each_storyboard_that_differs(origin: Path, tmp_path: Path) -> None:
    """Against where the branch began: what main has changed since is none of its doing."""
    clone = cloned(origin, tmp_path / "clone")
    commit(clone, {"storyboard.yaml": FILM.replace("A door.", "A red door.")})
    base = commit(origin, {"films/pier/storyboard.yaml": OTHER.replace("A pier.", "Two piers.")})
    git(clone, "fetch", "-q")
    summary = tmp_path / "summary"
    env = {"BASE": base, "COMMENTS": "comments", "GITHUB_STEP_SUMMARY": str(summary)}
    ran = run(step(ACTION, "Plan")["run"], clone, env, tmp_path)
    assert ran.returncode == 0, ran.stderr
    comments = {
        p.relative_to(clone / "comments").as_posix(): p.read_text()
        for p in (clone / "comments").rglob("*.md")
    }
    assert set(comments) == {"storyboard.yaml.md", "films/pier/storyboard.yaml.md"}
    assert comments["films/pier/storyboard.yaml.md"] == ""
    assert comments["storyboard.yaml.md"].startswith(
        "<!-- seedance-make: storyboard.yaml -->\n\n### 1 take to buy for $0.181 (= 181 credits)\n"
    )
    assert summary.read_text() == comments["storyboard.yaml.md"]


def test_a_plan_that_cannot_be_made_fails(origin: Path, tmp_path: Path) -> None:
    base = git(origin, "rev-parse", "HEAD")
    commit(origin, {"films/pier/storyboard.yaml": "version: 2\n"})
    env = {"BASE": base, "COMMENTS": "comments", "GITHUB_STEP_SUMMARY": str(tmp_path / "summary")}
    assert run(step(ACTION, "Plan")["run"], origin, env, tmp_path).returncode == 65


def build_env(server: ScriptedServer, tmp_path: Path) -> dict[str, str]:
    return {"FILM": ".", "CAP": "1000", "SEEDANCE_MAKE_HOME": str(tmp_path / "disk"), **server.environment}


def receipts(folder: Path) -> list[str]:
    """Shots that the lock file of main names."""
    return sorted(r["shot"] for r in json.loads(git(folder, "show", "main:storyboard.lock"))[1:] if r)


def test_a_build_of_main_and_its_lock_file(origin: Path, tmp_path: Path) -> None:
    """Somebody pushes a receipt of another purchase meanwhile: both are kept."""
    clone = cloned(origin, tmp_path / "clone", "--depth", "1")
    with ScriptedServer() as server:
        env = build_env(server, tmp_path)
        ran = run(step(BUILD, "Build")["run"], clone, env, tmp_path)
        assert (ran.returncode, len(server.posts)) == (0, 2), ran.stderr
    other = cloned(origin, tmp_path / "other")
    with ScriptedServer() as server:
        env = build_env(server, tmp_path / "elsewhere")
        commit(other, {"storyboard.yaml": FILM.replace("A door.", "A gate.")})
        run(step(BUILD, "Build")["run"], other, env, tmp_path)
        assert run(step(BUILD, "Commit the lock file")["run"], other, env, tmp_path).returncode == 0
    assert receipts(origin) == ["door", "wave"]
    ran = run(step(BUILD, "Commit the lock file")["run"], clone, env, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert receipts(origin) == ["door", "door", "wave", "wave"]
    assert git(origin, "log", "-1", "--format=%an: %s", "main") == (
        "github-actions[bot]: Lock file: what the build has bought"
    )
    head = git(origin, "rev-parse", "main")
    assert run(step(BUILD, "Commit the lock file")["run"], clone, env, tmp_path).returncode == 0
    assert git(origin, "rev-parse", "main") == head


def test_a_build_over_its_cap_buys_nothing_and_commits_nothing(origin: Path, tmp_path: Path) -> None:
    clone = cloned(origin, tmp_path / "clone")
    with ScriptedServer() as server:
        env = build_env(server, tmp_path) | {"CAP": "361"}
        assert run(step(BUILD, "Build")["run"], clone, env, tmp_path).returncode == 4
        assert server.posts == []
    head = git(origin, "rev-parse", "main")
    assert run(step(BUILD, "Commit the lock file")["run"], clone, env, tmp_path).returncode == 0
    assert git(origin, "rev-parse", "main") == head


def test_a_runner_without_a_store_that_stays_buys_nothing(origin: Path, tmp_path: Path) -> None:
    clone = cloned(origin, tmp_path / "clone")
    with ScriptedServer() as server:
        env = build_env(server, tmp_path) | {"HOME": str(tmp_path / "home")}
        script = f"unset SEEDANCE_MAKE_HOME XDG_DATA_HOME\n{step(BUILD, 'Build')['run']}"
        ran = run(script, clone, env, tmp_path)
        assert (ran.returncode, server.posts) == (4, [])
    assert "CI is set, and its store is thrown away with the runner" in ran.stderr


def test_the_pipeline_of_gitlab(origin: Path, tmp_path: Path) -> None:
    base = git(origin, "rev-parse", "HEAD")
    clone = cloned(origin, tmp_path / "clone")
    jobs = read(GITLAB)
    plan, build = (["pip() { :; }", *jobs[name]["script"]] for name in ("plan", "build"))
    commit(clone, {"storyboard.yaml": FILM.replace("A door.", "A red door.")})
    git(clone, "push", "-q", "origin", "HEAD:main")
    with ScriptedServer() as server:
        env = build_env(server, tmp_path) | {
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
            "CI_COMMIT_BRANCH": "main",
        }
        ran = run("\n".join(plan), clone, env, tmp_path)
        text = (clone / "plan.md").read_text()
        assert (ran.returncode, ran.stdout) == (0, f"storyboard.yaml: 2 shots, valid\n{text}")
        assert "### 1 take to buy" in text
        (clone / "plan.md").unlink()
        ran = run("\n".join(build), clone, env, tmp_path)
        assert (ran.returncode, len(server.posts)) == (0, 2), ran.stderr
    (after,) = jobs["build"]["after_script"]
    address = '"$CI_SERVER_PROTOCOL://build:$LOCK_TOKEN@$CI_SERVER_HOST/$CI_PROJECT_PATH.git"'
    assert address in after
    ran = run(after.replace(address, shlex.quote(f"file://{origin}")), clone, env, tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert receipts(origin) == ["door", "wave"]


def test_the_hook_checks_and_takes_arguments(origin: Path, tmp_path: Path) -> None:
    (hook,) = read(ROOT / ".pre-commit-hooks.yaml")
    assert run(hook["entry"], origin, {}, tmp_path).returncode == 0
    commit(origin, {"films/pier/storyboard.yaml": "version: 2\n"})
    assert run(hook["entry"], origin, {}, tmp_path).returncode == 0
    assert run(f"{hook['entry']} -C films/pier", origin, {}, tmp_path).returncode == 65
