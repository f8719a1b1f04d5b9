"""The workflow that posts what a stranger's run left behind, against GitHub's API as far as it uses it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from ci_tools import EXAMPLES, run, step

SHA, OLD = "a" * 40, "b" * 40
MARKER = "<!-- seedance-make: films/pier/storyboard.yaml -->"
BOT, PERSON = "github-actions[bot]", "octocat"
TOKEN = "ghs_token"


class GitHub:
    """One repository: pull requests by head, comments by number. `asked` are the calls that write."""

    def __init__(self) -> None:
        self.pulls: list[dict[str, Any]] = [pull(7, SHA)]
        self.comments: list[dict[str, Any]] = []
        self.asked: list[tuple[str, str, str]] = []
        self.heads: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                body = json.loads(self.rfile.read(length) or "{}")
                assert self.headers["Authorization"] == f"Bearer {TOKEN}"
                found = json.dumps(outer.answer(self.command, self.path, body)).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(found)))
                self.end_headers()
                self.wfile.write(found)

            do_GET = do_POST = do_PATCH = do_DELETE = answer  # noqa: N815 - the names of the standard library

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method: str, path: str, body: dict[str, str]) -> object:
        url = urlsplit(path)
        where, query = url.path.removeprefix("/repos/o/r/"), parse_qs(url.query)
        if method != "GET":
            self.asked.append((method, where, body.get("body", "")))
            return {}
        if where == "pulls":
            self.heads.append(query["head"][0])
            return self.pulls
        assert where == "issues/7/comments"
        page = int(query["page"][0])
        return self.comments[100 * (page - 1) : 100 * page]


def pull(number: int, sha: str) -> dict[str, Any]:
    return {"number": number, "head": {"sha": sha}}


def comment(number: int, body: str, login: str = BOT) -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"login": login}}


@pytest.fixture
def github() -> Iterator[GitHub]:
    running = GitHub()
    yield running
    running.server.shutdown()
    running.server.server_close()


def post(
    github: GitHub, tmp_path: Path, text: str, name: str = "films/pier/storyboard.yaml"
) -> tuple[int, str]:
    """Runs the step on an artifact with one comment."""
    folder = tmp_path / "work"
    file = folder / "comments" / f"{name}.md"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    found = step(EXAMPLES / "github-comment.yml", "Post")
    env = {
        "GITHUB_API_URL": f"http://127.0.0.1:{github.server.server_port}", "GITHUB_REPOSITORY": "o/r",
        "GITHUB_TOKEN": TOKEN, "HEAD": "stranger:a&b=c", "SHA": SHA,
    }  # fmt: skip
    assert set(found["env"]) == {"GITHUB_TOKEN", "HEAD", "SHA"}
    ran = run(found["run"], folder, env, tmp_path, found["shell"])
    return ran.returncode, ran.stderr.strip()


def test_the_first_is_posted_where_github_says(github: GitHub, tmp_path: Path) -> None:
    assert post(github, tmp_path, f"{MARKER}\n\nText.\n") == (0, "")
    assert github.asked == [("POST", "issues/7/comments", f"{MARKER}\n\nText.\n")]
    assert github.heads == ["stranger:a&b=c"]


def test_the_next_takes_its_place_among_many(github: GitHub, tmp_path: Path) -> None:
    github.comments = [comment(n, "hello", PERSON) for n in range(150)]
    github.comments += [comment(200, f"{MARKER}\n", PERSON), comment(201, "<!-- seedance-make: other -->\n")]
    github.comments += [comment(202, f"{MARKER}\n\nOld.")]
    assert post(github, tmp_path, f"{MARKER}\n\nNew.\n") == (0, "")
    assert github.asked == [("PATCH", "issues/comments/202", f"{MARKER}\n\nNew.\n")]


def test_an_empty_one_is_not_posted_and_takes_the_old_one_away(github: GitHub, tmp_path: Path) -> None:
    assert post(github, tmp_path, "") == (0, "")
    assert github.asked == []
    github.comments = [comment(3, f"{MARKER}\n\nOld.")]
    assert post(github, tmp_path, "") == (0, "")
    assert github.asked == [("DELETE", "issues/comments/3", "")]


@pytest.mark.parametrize("pulls", [[], [pull(7, OLD)]])
def test_a_pull_request_that_went_on_hears_nothing(github: GitHub, tmp_path: Path, pulls: list[Any]) -> None:
    github.pulls = pulls
    assert post(github, tmp_path, f"{MARKER}\n\nText.\n") == (0, "")
    assert github.asked == []


@pytest.mark.parametrize(
    "text",
    [
        "Approved!\n",
        f"x{MARKER}\n",
        "<!-- seedance-make: storyboard.yaml -->\n",
        f"{MARKER}\n" + "x" * 65_000,
    ],
)
def test_what_is_no_comment_of_ours_is_refused(github: GitHub, tmp_path: Path, text: str) -> None:
    status, said = post(github, tmp_path, text)
    assert (status, github.asked) == (1, [])
    assert said == "comments/films/pier/storyboard.yaml.md is no comment about films/pier/storyboard.yaml"


def test_an_odd_path_has_the_marker_that_the_plan_gives_it(github: GitHub, tmp_path: Path) -> None:
    text = "<!-- seedance-make: a%20b/%C3%A9--%3E/storyboard.yaml -->\n\nText.\n"
    assert post(github, tmp_path, text, "a b/é-->/storyboard.yaml") == (0, "")
    assert github.asked == [("POST", "issues/7/comments", text)]
