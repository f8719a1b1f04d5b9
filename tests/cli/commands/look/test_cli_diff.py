"""`diff REV` and `--changed-since REV`: the storyboard against a revision, as the fingerprint sees it."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from cli_tools import Cli
from PIL import Image
from scripted_server import ScriptedServer

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import open_project
from seedance_make.cli.selection import ShotChoice
from seedance_make.core.plan.select import Selection

FILM = """\
version: 1
defaults: {resolution: 480p, duration: 4}
shots:
  door: {prompt: A salt-eaten door opens.}
  wave: {prompt: A wave.}
  sea: {prompt: The sea., first_frame: {shot: wave}}
  land: {prompt: Land., first_frame: {shot: sea}}
"""


@pytest.fixture
def film(cli: Cli) -> Cli:
    cli.write(FILM)
    cli.commit()
    return cli


def changed(cli: Cli, rev: str = "HEAD") -> list[str]:
    """The shots that `plan --changed-since` asks for; those that are only included are left out."""
    ran = cli("plan", "--changed-since", rev, "--json")
    assert ran.status == 0, ran
    return [s["shot"] for s in cli("diff", rev, "--json").json["shots"] if s["takes"]]


def planned(cli: Cli, rev: str = "HEAD") -> list[str]:
    return [a["shot"] for a in cli("plan", "--changed-since", rev, "--json").json["actions"]]


def test_nothing_differs(film: Cli) -> None:
    ran = film("diff", "HEAD")
    assert ran.status == 0
    assert ran.out == f"No shot differs from HEAD ({film.git('rev-parse', 'HEAD')[:10]}).\n"
    assert planned(film) == []
    assert film("plan", "--changed-since", "HEAD").out == "Nothing to do: no take is asked for.\n"


def test_fields_with_their_price(film: Cli) -> None:
    head = film.git("rev-parse", "HEAD")[:10]
    film.edit("salt-eaten", "red")
    film.edit("wave: {prompt: A wave.}", "gull: {prompt: A gull., duration: 5}\n  wave: {prompt: A wave.}")
    film.edit("  land: {prompt: Land., first_frame: {shot: sea}}\n", "")
    ran = film("diff", "HEAD")
    assert ran.out == (
        "~ door  changed  $0.181\n"
        "    prompt: A [-salt-eaten-]{+red+} door opens.\n"
        "+ gull  added    $0.226\n"
        "- land  removed\n"
        "\n"
        f"Against HEAD ({head}): 1 added, 1 changed, 1 removed. 2 takes that are new cost $0.407 (= 407 credits) by "
        "the price table; `plan` says what is bought already.\n"
    )
    assert planned(film) == ["door", "gull"]


def test_what_is_downstream_differs_too(film: Cli) -> None:
    film.edit("A wave.", "Two waves.")
    shots = film("diff", "HEAD", "--json").json["shots"]
    assert [(s["shot"], s["change"]) for s in shots] == [
        ("wave", "changed"), ("sea", "downstream"), ("land", "downstream"),
    ]  # fmt: skip
    assert planned(film) == ["wave", "sea", "land"]


def test_naming_the_last_of_a_chain_includes_what_it_needs(film: Cli) -> None:
    film.edit("Land.", "Dry land.")
    assert planned(film) == ["wave", "sea", "land"]
    assert changed(film) == ["land"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A wave.", "A   wave."),
        ("{prompt: A wave.}", '{prompt: "A wave."}   # quoted'),
        ("{prompt: A wave.}", "{prompt: A wave., note: later, tags: [x]}"),
        ("{prompt: A wave.}", "{prompt: A wave., duration: 4}"),
        ("version: 1\n", "version: 1\ntitle: X\nmax_credits: 5\n"),
    ],
)
def test_what_the_fingerprint_does_not_see_is_no_difference(film: Cli, old: str, new: str) -> None:
    film.edit(old, new)
    assert changed(film) == []
    assert planned(film) == []


def test_a_new_name_alone_is_no_difference(film: Cli) -> None:
    film("rename", "wave", "act1/wave")
    shots = film("diff", "HEAD", "--json").json["shots"]
    assert [(s["shot"], s["change"], s["was"]) for s in shots] == [("act1/wave", "renamed", "wave")]
    assert "> act1/wave  renamed, was wave\n" in film("diff", "HEAD").out
    assert planned(film) == []


def test_more_takes_are_new_and_fewer_are_not(film: Cli) -> None:
    film.edit("{prompt: A wave.}", "{prompt: A wave., takes: 3, take: 1}")
    (shot,) = film("diff", "HEAD", "--json").json["shots"]
    assert (shot["shot"], shot["takes"], len(shot["estimates"])) == ("wave", [2, 3], 2)
    film.commit()
    film.edit(", takes: 3, take: 1", "")
    assert changed(film) == []


def test_local_bytes_count_and_links_and_includes_are_followed(cli: Cli) -> None:
    cli.write("version: 1\ninclude: [act2/b.yaml]\nshots: {a: {prompt: x, reference_images: [pics/a.png]}}\n")
    cli.write("shots: {b: {prompt: y, reference_images: [../pics/link.png]}}\n", "act2/b.yaml")
    cli.write("", "pics/keep")
    picture = cli.folder / "pics" / "a.png"
    Image.new("RGB", (400, 300), "red").save(picture)
    Image.new("RGB", (400, 300), "green").save(cli.folder / "pics" / "real.png")
    (cli.folder / "pics" / "link.png").symlink_to("../deep/real.png")
    (cli.folder / "deep").symlink_to("pics")
    cli.commit()
    assert changed(cli) == []
    Image.new("RGB", (400, 300), "blue").save(picture)
    assert changed(cli) == ["a"]
    assert cli("diff", "HEAD", "--json").json["shots"][0]["changed"][0]["field"] == "reference_image_urls"
    Image.new("RGB", (400, 300), "blue").save(cli.folder / "pics" / "real.png")
    assert changed(cli) == ["b", "a"]  # what is included stands first
    cli.commit()
    cli.edit("pics/a.png", "pics/moved.png")
    picture.rename(picture.with_name("moved.png"))
    assert changed(cli) == []


def test_a_project_in_a_folder_of_the_repository_with_another_name(cli: Cli) -> None:
    cli.write("", "readme")
    cli.write(FILM, "films/light/act1.yml")
    cli.commit()
    path = cli.folder / "films/light/act1.yml"
    path.write_text(FILM.replace("A wave.", "Two waves."))
    ran = cli("-C", "films/light", "-f", "act1.yml", "diff", "HEAD", "--json")
    assert [s["shot"] for s in ran.json["shots"]] == ["wave", "sea", "land"]


def test_before_the_storyboard_or_its_profile_all_is_new(cli: Cli) -> None:
    cli.write("", "readme")
    cli.commit()
    cli.write(FILM)
    cli.commit()
    assert changed(cli, "HEAD~1") == ["door", "wave", "sea", "land"]
    cli.edit("version: 1\n", "version: 1\nprofiles: {draft: {duration: 5}}\n")
    assert planned(cli) == []
    ran = cli("--profile", "draft", "diff", "HEAD", "--json")
    assert [s["change"] for s in ran.json["shots"]] == ["added"] * 4


def test_a_storyboard_that_was_wrong_then_differs_where_it_was_wrong(cli: Cli) -> None:
    cli.write(FILM.replace("A wave.}", "A wave., duration: 99}"))
    cli.commit()
    cli.write(FILM)
    assert "wave" in changed(cli)
    assert "door" not in changed(cli)
    cli.write("not: [yaml")
    cli.commit()
    cli.write(FILM)
    ran = cli("diff", "HEAD")
    assert (ran.status, ran.err) == (
        64,
        "seedance-make: the storyboard of HEAD cannot be read\n   help: name a revision at which it was valid\n",
    )


@pytest.mark.parametrize(
    "command",
    [["diff"], ["plan", "--changed-since"], ["build", "--changed-since"], ["status", "--changed-since"]],
)
def test_an_unknown_revision_is_wrong_usage(film: Cli, command: list[str]) -> None:
    ran = film(*command, "nowhere")
    assert (ran.status, ran.out) == (64, "")
    assert ran.err == (
        "seedance-make: git knows no revision nowhere\n   help: name a commit, a branch or a tag\n"
    )


@pytest.mark.parametrize(
    "rev", ["--output=x", "-x", "", " ", "a\nb", "HEAD..HEAD", "HEAD:storyboard.yaml", "^HEAD"]
)
def test_what_is_no_revision_never_reaches_git_as_an_option(film: Cli, rev: str) -> None:
    ran = film("diff", "--", rev)
    assert (ran.status, ran.out) == (64, "")
    assert sorted(p.name for p in film.folder.iterdir()) == [".git", "storyboard.yaml"]


def test_alone_it_is_against_head(film: Cli) -> None:
    film.edit("A wave.", "Two waves.")
    assert film("diff").out == film("diff", "HEAD").out != ""


def test_outside_of_a_repository(cli: Cli) -> None:
    cli.write(FILM)
    ran = cli("diff", "HEAD")
    assert ran.status == 64
    assert ran.err == (
        f"seedance-make: {cli.folder} is in no git repository\n"
        "   help: run `git init` there, and commit the storyboard\n"
    )


def test_neither_work_tree_nor_index_are_touched_also_inside_a_hook(film: Cli, tmp_path: Path) -> None:
    film.edit("A wave.", "Two waves.")
    film.git("add", "-A")
    film.edit("Two waves.", "Three waves.")
    before = film.git("status", "--porcelain=v2")
    film.setenv("GIT_INDEX_FILE", str(tmp_path / "nowhere"))
    film.setenv("GIT_DIR", str(tmp_path / "nothing"))
    assert changed(film) == ["wave", "sea", "land"]
    del os.environ["GIT_INDEX_FILE"], os.environ["GIT_DIR"]
    assert film.git("status", "--porcelain=v2") == before


def test_a_pinned_shot_that_changed_takes_its_downstream_along(cli: Cli) -> None:
    cli.write(FILM.replace("A wave.}", "A wave., pin: abcdefabcdef}"))
    cli.commit()
    cli.edit("A wave.", "Two waves.")
    invocation = Invocation()
    choice = ShotChoice(selection=Selection(changed_since="HEAD"))
    assert choice.since(open_project(invocation), invocation).changed == frozenset({"wave", "sea", "land"})


def test_looking_at_a_revision_runs_no_hook(film: Cli) -> None:
    hook = film.folder / ".git/hooks/post-index-change"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    film("diff", "HEAD")
    assert not list(film.folder.rglob("ran"))


def test_one_edit_is_told_once_with_the_shots_that_it_reaches(cli: Cli) -> None:
    cli.write("""\
version: 1
vars: {coat: yellow oilskin}
defaults: {resolution: 480p, duration: 4}
shots:
  door: {prompt: "Mara in a {{ coat }}."}
  wave: {prompt: "A {{ coat }} on a wave.", takes: 2}
  sea: {prompt: The sea.}
""")
    cli.commit()
    head = cli.git("rev-parse", "HEAD")[:10]
    cli.edit("yellow oilskin", "red slicker")
    cli.edit("The sea.", "The grey sea.")
    ran = cli("diff")
    assert ran.out == (
        "~ 2 shots  changed: vars.coat (storyboard.yaml:2)  $0.543\n"
        "    door, wave\n"
        "    vars.coat: [-yellow oilskin-]{+red slicker+}\n"
        "~ sea      changed                                 $0.181\n"
        "    prompt: The {+grey +}sea.\n"
        "\n"
        f"Against HEAD ({head}): 3 changed. 4 takes that are new cost $0.724 (= 724 credits) by the price table; "
        "`plan` says what is bought already.\n"
    )
    assert [s["shot"] for s in cli("diff", "--json").json["shots"]] == ["door", "wave", "sea"]


def test_of_many_shots_folders_are_counted(cli: Cli) -> None:
    shots = [
        f"  act{n % 3}/s{n:02}: {{prompt: No. {n}., resolution: 480p, duration: 4}}\n" for n in range(60)
    ]
    cli.write("version: 1\nshots:\n" + "".join(shots[:30]))
    cli.commit()
    cli.write("version: 1\nshots:\n" + "".join(shots[1:]))
    assert len(cli("diff").out.splitlines()) == 31 + 2  # and the sum
    cli.write("version: 1\nshots:\n" + "".join(s.replace("No.", "Number") for s in shots[1:]))
    assert cli("diff").out.splitlines()[:8] == [
        "~ act1/*    10 shots  changed  $1.810",
        "~ act2/*    10 shots  changed  $1.810",
        "~ act0/*     9 shots  changed  $1.629",
        "+ act0/*    10 shots  added    $1.810",
        "+ act1/*    10 shots  added    $1.810",
        "+ act2/*    10 shots  added    $1.810",
        "- act0/s00            removed",
        "  -v lists every shot",
    ]
    assert "~ act0/s03  changed  $0.181" in cli("diff", "-v").out.splitlines()


def test_pictures_that_are_not_in_git_are_known_by_the_lock_file(cli: Cli, server: ScriptedServer) -> None:
    """Else every shot with one would differ from every revision."""
    (cli.folder / "cast").mkdir()
    picture = cli.folder / "cast" / "mara.png"
    Image.new("RGB", (400, 300), "red").save(picture)
    red = sha256(picture.read_bytes()).hexdigest()
    (cli.folder / ".gitignore").write_text("/cast/\n/out/\n")
    cli.write("""\
version: 1
cast: {mara: {text: Mara, reference_images: [cast/mara.png]}}
defaults: {resolution: 480p, duration: 4}
shots: {door: {prompt: "{{ cast.mara }} waits."}, wave: {prompt: A wave.}}
""")
    cli.commit()
    assert cli("diff").out.startswith("No shot differs from HEAD")
    cli.build()
    cli.commit()
    Image.new("RGB", (400, 300), "blue").save(picture)
    blue = sha256(picture.read_bytes()).hexdigest()
    assert cli("diff", "--json").json["shots"][0]["changed"] == [
        {"field": "reference_image_urls", "from": [f"sha256:{red}"], "to": [f"sha256:{blue}"]}
    ]
    assert planned(cli) == ["door"]
    assert cli("diff", "HEAD~1").out.startswith("No shot differs from HEAD~1")
