"""The job arrays of docs/scale.md: the shell of each, run part by part over one team store, against a real server."""

from pathlib import Path

import pytest
import yaml
from ci_tools import EXAMPLES, ROOT, commit, git, run, step
from scripted_server import ScriptedServer

SCALE, SHARDS = ROOT / "examples" / "scale", EXAMPLES / "github-shards.yml"
PARTS = 2
FILM = """
version: 1
team: file:{team}
defaults: {{resolution: 480p, duration: 4}}
shots:
  a: {{prompt: A door.}}
  b: {{prompt: A wave., first_frame: {{shot: a}}}}
  c: {{prompt: A gull.}}
  d: {{prompt: A pier.}}
"""


def kubernetes(part: int) -> tuple[str, dict[str, str]]:
    job = yaml.safe_load((SCALE / "kubernetes.yaml").read_text("utf-8"))["spec"]
    (container,) = job["template"]["spec"]["containers"]
    assert container["command"] == ["sh", "-c"]
    given = {e["name"]: e["value"] for e in container["env"]}
    assert int(given["PARTS"]) == job["completions"] == job["parallelism"]
    return container["args"][0], {"JOB_COMPLETION_INDEX": str(part - 1), "CAP": given["CAP"]}


def batch(part: int) -> tuple[str, dict[str, str]]:
    return (SCALE / "aws-batch.sh").read_text("utf-8"), {
        "AWS_BATCH_JOB_ARRAY_INDEX": str(part - 1),
        "CAP": "4000",
    }


def matrix(part: int) -> tuple[str, dict[str, str]]:
    return step(SHARDS, "Build a part")["run"], {"SHARD": f"{part}/{PARTS}", "CAP": "4000"}


@pytest.mark.parametrize("array", [matrix, kubernetes, batch], ids=lambda array: array.__name__)
def test_the_parts_are_the_film(tmp_path: Path, array: object) -> None:
    team, folder = tmp_path / "team", tmp_path / "film"
    team.mkdir()
    folder.mkdir()
    git(folder, "init", "-q")
    commit(folder, {"storyboard.yaml": FILM.format(team=team), ".gitignore": "/out/\n"})
    with ScriptedServer() as server:
        for part in range(1, PARTS + 1):
            script, variables = array(part)  # type: ignore[operator]
            where = {
                "FILM": str(folder),
                "PARTS": str(PARTS),
                "SEEDANCE_MAKE_HOME": str(tmp_path / f"store{part}"),
            }
            ran = run(script, folder, {**server.environment, **where, **variables}, tmp_path)
            assert ran.returncode == 0, ran.stderr
        assert len(server.posts) == 4
        bring = step(SHARDS, "Bring the film together")["run"]
        where = {"FILM": str(folder), "SEEDANCE_MAKE_HOME": str(tmp_path / "fresh")}
        ran = run(bring, folder, {**server.environment, **where, "REAPI_API_KEY": ""}, tmp_path)
        assert (ran.returncode, len(server.posts)) == (0, 4), ran.stderr
    assert sorted(p.name for p in (folder / "out").glob("*.mp4")) == ["a.mp4", "b.mp4", "c.mp4", "d.mp4"]
