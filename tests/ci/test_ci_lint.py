"""Workflows, action, hooks and pipeline are what GitHub, pre-commit and GitLab take; and none is careless with money."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ci_tools import EXAMPLES, ROOT, read

WORKFLOWS = sorted(EXAMPLES.glob("github-*.yml"))
STEPS = sorted({*WORKFLOWS, ROOT / "action.yml"})
KINDS = [
    *((path, "github-workflows") for path in WORKFLOWS),
    (ROOT / "action.yml", "github-actions"),
    (EXAMPLES / "gitlab-ci.yml", "gitlab-ci"),
]
named = pytest.mark.parametrize("path", STEPS, ids=lambda path: path.name)


@pytest.mark.parametrize(("path", "kind"), KINDS, ids=lambda value: getattr(value, "name", value))
def test_it_fits_its_schema(path: Path, kind: str) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{kind}",
         *(["--data-transform", "gitlab-ci"] if kind == "gitlab-ci" else []), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (checked.returncode, checked.stdout) == (0, "ok -- validation done\n"), checked.stdout


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("validate-manifest", ROOT / ".pre-commit-hooks.yaml"),
        ("validate-config", EXAMPLES / "pre-commit-config.yaml"),
    ],
)
def test_pre_commit_takes_it(verb: str, path: Path) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "pre_commit", verb, str(path)], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, ""), checked.stdout


def test_the_example_names_the_hook_that_there_is() -> None:
    (repo,) = read(EXAMPLES / "pre-commit-config.yaml")["repos"]
    assert [h["id"] for h in repo["hooks"]] == [h["id"] for h in read(ROOT / ".pre-commit-hooks.yaml")]


@named
def test_no_script_has_an_expression_in_it(path: Path) -> None:
    """What GitHub puts into a script before the shell reads it may be a stranger's: it comes by the environment."""
    document = read(path)
    steps = (
        document["runs"]["steps"]
        if "runs" in document
        else [s for j in document["jobs"].values() for s in j["steps"]]
    )
    scripts = [s["run"] for s in steps if "run" in s]
    assert scripts or path.name == "github-plan.yml"
    assert not [s for s in scripts if "${{" in s]


_BUYS = {
    "github-build.yml": {"push": {"branches": ["main"]}},
    "github-shards.yml": {"workflow_dispatch": ""},  # by a person alone
}
"""The workflows that spend, and what starts each."""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_only_the_build_knows_a_secret(path: Path) -> None:
    text, document = path.read_text(), read(path)
    jobs = list(document["jobs"].values())
    assert "pull_request_target" not in str(document)
    assert set(document["permissions"].values()) <= {"read", "write"}
    assert all("timeout-minutes" in job for job in jobs)
    if path.name in _BUYS:
        assert document["on"] == _BUYS[path.name]
        assert {job["environment"] for job in jobs} == {document["concurrency"]} == {"film"}
    else:
        assert "secrets." not in text
        assert document["permissions"].get("contents", "read") == "read"
    if path.name == "github-comment.yml":
        assert "actions/checkout" not in text


def test_each_says_whether_it_spends_and_so_does_the_page() -> None:
    page = (ROOT / "docs" / "ci.md").read_text()
    for path in (*EXAMPLES.iterdir(), ROOT / "action.yml", ROOT / ".pre-commit-hooks.yaml"):
        text = path.read_text()
        name = path.relative_to(ROOT).as_posix()
        rows = [row for row in page.splitlines() if row.startswith("|") and f"`{name}`" in row]
        assert rows, name
        spends = "max-credits" in text
        assert ("SPENDS MONEY, at most CAP" in text) == spends
        assert any("| **yes** |" in row for row in rows) == spends
        assert spends or re.search(r"[Ss]pends nothing|nothing is spent", text)
