"""`plan --changed-since REV --format md`: the comment of a pull request, made in a real repository."""

import subprocess
from pathlib import Path

import pytest
from cli_tools import TWO, Cli
from scripted_server import ScriptedServer


@pytest.fixture
def repository(cli: Cli) -> Cli:
    """A film in a folder of a repository, on `main`; a branch is checked out."""
    cli.write(TWO, "films/pier/storyboard.yaml")
    cli.commit()
    cli.git("branch", "-M", "main")
    cli.git("checkout", "-q", "-b", "change")
    return cli


def comment(cli: Cli, rev: str = "main") -> str:
    ran = cli("-C", "films/pier", "plan", "--changed-since", rev, "--format", "md")
    assert ran.status == 0, ran
    return ran.out


def change(cli: Cli, old: str, new: str) -> str:
    """A commit; its id."""
    path = cli.folder / "films/pier/storyboard.yaml"
    path.write_text(path.read_text().replace(old, new))
    return cli.commit()


def test_a_change_and_its_price(repository: Cli) -> None:
    base = repository.git("rev-parse", "main")[:10]
    commit = change(repository, "A door.", "A red door, @image1 `")[:10]
    assert (
        comment(repository)
        == f"""\
<!-- seedance-make: films/pier/storyboard.yaml -->

### 1 take to buy for $0.181 (= 181 credits)

`films/pier/storyboard.yaml` at `{commit}`, against `main` (`{base}`): 1 changed

```diff
~ door  changed
    prompt: A {{+red +}}door[-.-]{{+, @image1 `+}}
```

```diff
+ buy      door  t2v  4 s  480p  $0.181  new

Buys 1 take, 4 seconds of film, for $0.181 (= 181 credits).
No cap is set (max_credits in the manifest, or --max-credits N).
{_aged(comment(repository))}

Next: seedance-make -C films/pier build --changed-since main
```
"""
    )


def _aged(text: str) -> str:
    """The one line that hangs on the day."""
    return next(line for line in text.splitlines() if line.startswith("Prices of 2026-07-23"))


def test_what_is_not_committed_is_said(repository: Cli) -> None:
    commit = repository.git("rev-parse", "HEAD")[:10]
    path = repository.folder / "films/pier/storyboard.yaml"
    path.write_text(TWO.replace("A door.", "A red door."))
    text = comment(repository)
    assert (
        f"`films/pier/storyboard.yaml` at `{commit}` with changes that are not committed, against `main`"
        in text
    )


@pytest.mark.parametrize(
    "edit", [("# stays", "# goes"), ("A door.", "A   door."), ("version: 1", "version: 1\ntitle: X")]
)
def test_no_shot_differs_and_nothing_is_printed(repository: Cli, edit: tuple[str, str]) -> None:
    change(repository, *edit)
    assert comment(repository) == ""


def test_each_project_of_a_repository_has_its_own_comment(repository: Cli) -> None:
    repository.write(TWO, "storyboard.yaml")
    repository.commit()
    ran = repository("plan", "--changed-since", "main", "--format", "md")
    assert ran.out.startswith("<!-- seedance-make: storyboard.yaml -->\n\n### 2 takes to buy")
    assert comment(repository) == ""


def test_outside_of_a_repository_it_is_the_plan_alone(cli: Cli) -> None:
    cli.write()
    assert cli("plan", "--format", "md").out.startswith(
        "<!-- seedance-make: storyboard.yaml -->\n\n### 2 takes to buy for $0.362 (= 362 credits)\n\n`storyboard.yaml`\n"
    )


def test_a_shallow_clone_is_told_what_to_fetch(repository: Cli, tmp_path: Path) -> None:
    base = repository.git("rev-parse", "main")
    change(repository, "A door.", "A red door.")
    clone = ["git", "clone", "-q", "--depth", "1", f"file://{repository.folder}", str(tmp_path / "shallow")]
    subprocess.run(clone, check=True)
    ran = repository(
        "-C", str(tmp_path / "shallow/films/pier"), "plan", "--changed-since", base, "--format", "md"
    )
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == (
        f"seedance-make: git knows no revision {base}\n"
        "   help: this clone is shallow: `git fetch --unshallow`, in a GitHub workflow `fetch-depth: 0` of the checkout\n"
    )


def test_a_branch_that_only_the_remote_has_is_guessed(repository: Cli, tmp_path: Path) -> None:
    clone = ["git", "clone", "-q", f"file://{repository.folder}", str(tmp_path / "clone")]
    subprocess.run(clone, check=True)
    ran = repository("-C", str(tmp_path / "clone/films/pier"), "plan", "--changed-since", "main")
    assert (ran.status, ran.err.splitlines()[-1]) == (64, "   help: did you mean origin/main?")


def test_an_edit_that_reaches_takes_is_one_line_of_their_prices(cli: Cli, server: ScriptedServer) -> None:
    cli.write("""\
version: 1
vars: {coat: yellow oilskin}
defaults: {resolution: 480p, duration: 4}
shots:
  door: {prompt: "Mara in a {{ coat }}.", takes: 2}
  wave: {prompt: "A {{ coat }} on a wave."}
""")
    cli.build()
    cli.commit()
    cli.edit("yellow oilskin", "red slicker")
    text = cli("plan", "--changed-since", "HEAD", "--format", "md").out
    assert text.count("[-yellow oilskin-]") == 1
    assert (
        "```diff\n"
        "+ buy      3 takes  t2v  12 s  480p  $0.543  changed: vars.coat (storyboard.yaml:2)\n"
        "    door, door@2, wave\n\n"
        "Buys 3 takes"
    ) in text
