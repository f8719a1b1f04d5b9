"""Shots that begin with a frame of another: in what order they are made, what is sent, and what is never sent again."""

import io
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from harness import Film, until
from PIL import Image
from scripted_api import real_mp4
from scripted_server import ScriptedServer

from seedance_make.media.cut_frame import cut_frame

CHAIN: dict[str, Any] = {
    "door": "a door opens",
    "wave": {"prompt": "a wave lifts the boat", "first_frame": {"shot": "door"}},
    "land": {"prompt": "they land", "first_frame": {"shot": "wave"}, "last_frame": {"shot": "door"}},
}


@pytest.fixture
def chain(tmp_path: Path, server: ScriptedServer) -> Film:
    film = Film(tmp_path, server)
    film.shots(**CHAIN)
    return film


def frames(film: Film) -> dict[str, bytes]:
    root = film.folder / "out" / "_frames"
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*.png"))}


def kinds(film: Film, *args: str) -> dict[str, str]:
    return {a["shot"]: a["action"] for a in film.run("plan", "--json", *args).json["actions"]}


def test_a_chain_is_built_in_order_from_exact_frames(chain: Film, server: ScriptedServer) -> None:
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat", "they land"]
    last, first = cut_frame(chain.output("door"), "last"), cut_frame(chain.output("door"), "first")
    assert frames(chain) == {
        "door.first.png": first, "door.last.png": last, "wave.last.png": cut_frame(chain.output("wave"), "last")
    }  # fmt: skip
    assert Image.open(io.BytesIO(last)).size == (64, 64)
    sent = server.bodies
    assert server.media[sent[1]["first_frame_url"]] == last
    assert server.media[sent[2]["last_frame_url"]] == first
    chain.assert_trust()


def test_the_plan_prices_what_waits_and_names_what_it_waits_for(chain: Film) -> None:
    plan = chain.run("plan", "--json").json
    assert [(a["shot"], a["action"], a["reason"], a["fingerprint"] is None) for a in plan["actions"]] == [
        ("door", "buy", "new", False),
        ("wave", "wait", "waits for door (buy)", True),
        ("land", "wait", "waits for wave (wait); waits for door (buy)", True),
    ]
    assert [a["estimate"]["credits"] for a in plan["actions"]] == [181, 181, 181]
    assert plan["actions"][1]["request"]["first_frame_url"] == {
        "shot": "door",
        "frame": "last",
        "sha256": None,
    }
    assert (plan["totals"]["wait"], plan["totals"]["credits"]) == (2, 543)


def test_a_second_build_sends_nothing_and_asks_nobody(chain: Film, server: ScriptedServer) -> None:
    chain.build()
    seen = len(server.requests)
    ran = chain.build(REAPI_API_KEY=None)
    assert (ran.status, len(server.requests)) == (0, seen), ran
    assert {a["action"] for a in ran.json["actions"]} == {"keep"}


def test_a_fingerprint_holds_the_clip_and_the_frame_not_the_picture_or_its_address(chain: Film) -> None:
    chain.build()
    said: dict[str, Any] = {
        "v": 1, "model": "seedance-2.0-mini", "take": 1,
        "request": {
            "aspect_ratio": "16:9", "duration": 4, "generate_audio": False, "nsfw_checker": True,
            "resolution": "480p", "web_search": False, "prompt": "a wave lifts the boat",
            "first_frame_url": {"sha256": chain.outputs["door"], "frame": "last"},
        },
    }  # fmt: skip
    assert chain.row("wave").fingerprint == sha256(rfc8785.dumps(said)).hexdigest()


def test_a_changed_upstream_makes_the_rest_wait_and_a_new_clip_buys_it_again(
    chain: Film, server: ScriptedServer
) -> None:
    chain.build()
    chain.shots(**{**CHAIN, "door": "a gate opens"})
    assert kinds(chain) == {"door": "buy", "wave": "wait", "land": "wait"}
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts[3:] == ["a gate opens", "a wave lifts the boat", "they land"]
    chain.assert_trust()
    chain.shots(**CHAIN)
    ran = chain.build(REAPI_API_KEY=None)
    assert (ran.status, len(server.posts)) == (0, 6), ran  # the first chain comes back for nothing


def test_an_upstream_clip_with_the_same_bytes_changes_nothing(chain: Film, server: ScriptedServer) -> None:
    server.script.media(status=200, body=real_mp4(), headers={"Content-Type": "video/mp4"}, times=None)
    chain.build()
    chain.shots(**{**CHAIN, "door": "a gate opens"})
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts[3:] == ["a gate opens"]
    assert ran.results == {"door": "done", "wave": "done", "land": "done"}


def test_work_goes_in_parallel_where_the_graph_lets_it(chain: Film, server: ScriptedServer) -> None:
    """Both branches are in flight at once, and an unrelated shot waits for nobody."""
    second = {"prompt": "b two", "first_frame": {"shot": "b"}}
    chain.shots(a="a one", b="b one", a2={**second, "prompt": "a two", "first_frame": {"shot": "a"}},
                b2=second, lone="alone")  # fmt: skip
    server.script.poll(task={"status": "processing", "output": None}, prompt="a one", times=None)
    with chain.building() as running:
        until(lambda: "b two" in server.prompts, "the other branch")
        assert sorted(server.prompts) == ["a one", "alone", "b one", "b two"]
        server.script.faults.clear()
        assert running.end().status == 0
    assert server.prompts[-1] == "a two"


def test_a_failed_upstream_leaves_the_downstream_unbought(chain: Film, server: ScriptedServer) -> None:
    server.script.fail(80007, prompt="a wave")
    ran = chain.build()
    assert ran.status == 1, ran
    assert ran.results == {"door": "done", "wave": "failed", "land": "skipped"}
    assert len(server.posts) == 2
    assert "wave has no clip" in ran.err
    assert kinds(chain) == {"door": "keep", "wave": "refused", "land": "wait"}
    chain.assert_trust()


def test_naming_a_shot_builds_what_it_needs_first(chain: Film, server: ScriptedServer) -> None:
    ran = chain.build("wave")
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat"]
    assert ran.results == {"door": "done", "wave": "done"}


def test_several_takes_and_none_chosen_wait_for_the_choice(chain: Film, server: ScriptedServer) -> None:
    two = {"prompt": "a door opens", "takes": 2}
    chain.shots(door=two, wave=CHAIN["wave"])
    ran = chain.build()
    assert ran.results == {"door": "done", "wave": "skipped"}, ran
    assert len(server.posts) == 2
    said = " ".join(ran.err.split())
    assert (
        "Not built: wave: not tried: waits for a choice among the takes 1, 2 of door: pick door K Next:"
        in said
    )
    plan = chain.run("plan", "--json").json
    reason = next(a["reason"] for a in plan["actions"] if a["shot"] == "wave")
    assert reason == "waits for a choice among the takes 1, 2 of door: pick door K"
    assert chain.run("pick", "door", "2").status == 0
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts[2:] == ["a wave lifts the boat"]
    picture = cut_frame(chain.output("door"), "last")
    assert server.media[server.bodies[2]["first_frame_url"]] == picture


def test_retaking_and_picking_upstream_changes_downstream(chain: Film, server: ScriptedServer) -> None:
    chain.build()
    before = chain.outputs["wave"]
    assert chain.run("retake", "door").status == 0
    assert chain.run("pick", "door", "2").status == 0
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts[3:] == ["a door opens", "a wave lifts the boat", "they land"]
    assert chain.outputs["wave"] != before
    assert chain.run("pick", "door", "1").status == 0
    ran = chain.build(REAPI_API_KEY=None)
    assert (ran.status, chain.outputs["wave"]) == (0, before), ran
    chain.assert_trust()


def test_a_profile_takes_its_own_clips(chain: Film, server: ScriptedServer) -> None:
    chain.shots(head="profiles: {draft: {duration: 5}}", door=CHAIN["door"], wave=CHAIN["wave"])
    assert chain.build().status == 0
    assert chain.build("--profile", "draft").status == 0
    draft = chain.folder / "out-draft"
    picture = cut_frame(draft / "door.mp4", "last")
    assert (draft / "_frames/door.last.png").read_bytes() == picture
    assert [(b["duration"], b["prompt"]) for b in server.bodies] == [
        (4, "a door opens"), (4, "a wave lifts the boat"), (5, "a door opens"), (5, "a wave lifts the boat")
    ]  # fmt: skip


def test_a_frame_whose_clip_is_only_in_the_output_tree_works(chain: Film, server: ScriptedServer) -> None:
    chain.shots(door=CHAIN["door"])
    chain.build()
    shutil.rmtree(chain.home)
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"])
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat"]
    picture = cut_frame(chain.output("door"), "last")
    assert server.media[server.bodies[1]["first_frame_url"]] == picture


def test_a_damaged_clip_gives_no_frame_and_its_output_mends_it(chain: Film, server: ScriptedServer) -> None:
    chain.shots(door=CHAIN["door"])
    chain.build()
    clip = next(iter(chain.artifacts.values()))
    clip.chmod(0o600)
    damaged = bytearray(clip.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    clip.write_bytes(damaged)
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"])
    assert chain.build().status == 0
    picture = cut_frame(chain.output("door"), "last")
    assert server.media[server.bodies[1]["first_frame_url"]] == picture
    chain.assert_trust()


def test_frames_come_back_and_leave_with_the_shots_that_need_them(
    chain: Film, server: ScriptedServer
) -> None:
    chain.build()
    before = frames(chain)
    shutil.rmtree(chain.folder / "out")
    assert chain.build(REAPI_API_KEY=None).status == 0
    assert frames(chain) == before
    (chain.folder / "out/_frames/door.last.png").unlink()
    assert chain.run("build").status == 0
    assert frames(chain) == before
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"])
    ran = chain.build(REAPI_API_KEY=None)
    assert (ran.status, sorted(frames(chain))) == (0, ["door.last.png"]), ran
    removed = [a["output"] for a in ran.json["actions"] if a["action"] == "remove"]
    assert sorted(removed) == ["out/_frames/door.first.png", "out/_frames/wave.last.png", "out/land.mp4"]
    assert len(server.posts) == 3


def test_a_picture_of_a_persons_among_the_frames_is_left_alone(chain: Film) -> None:
    chain.build()
    mine = chain.folder / "out/_frames/sketch.png"
    mine.write_bytes(b"mine")
    other = chain.folder / "out/_frames/door.last.png"
    other.write_bytes(b"painted over")
    ran = chain.build()
    assert (mine.read_bytes(), other.read_bytes()) == (b"mine", b"painted over")
    assert ran.status == 0, ran
    chain.shots(door=CHAIN["door"])
    ran = chain.build()
    assert (mine.read_bytes(), other.read_bytes()) == (b"mine", b"painted over")
    assert (ran.status, [a["shot"] for a in ran.json["actions"] if a["action"] == "edited"]) == (0, []), ran


def test_one_picture_serves_many(chain: Film, server: ScriptedServer) -> None:
    many: dict[str, Any] = {
        f"w{n}": {"prompt": f"wave {n}", "first_frame": {"shot": "door"}} for n in range(3)
    }
    chain.shots(door=CHAIN["door"], **many)
    assert chain.build().status == 0
    (address,) = {body["first_frame_url"] for body in server.bodies[1:]}
    assert server.media == {address: cut_frame(chain.output("door"), "last")}


def test_a_build_that_dies_between_two_links_goes_on(chain: Film, server: ScriptedServer) -> None:
    chain.build(kill_at="after-submitted")
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat", "they land"]
    chain.assert_trust()


def test_a_saved_plan_of_a_chain_is_bought_as_agreed(chain: Film, server: ScriptedServer) -> None:
    assert chain.run("plan", "--out", "plan.json").status == 0
    ran = chain.run("build", "--json", "--plan", "plan.json", "--poll-interval", "0.05")
    assert (ran.status, len(server.posts)) == (0, 3), ran
    ran = chain.run("build", "--json", "--plan", "plan.json", "--poll-interval", "0.05")
    assert (ran.status, len(server.posts)) == (0, 3), ran


def test_two_shots_that_turn_out_to_ask_for_the_same_are_bought_once(
    chain: Film, server: ScriptedServer
) -> None:
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"], again=CHAIN["wave"])
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat"]
    assert chain.outputs["wave"] == chain.outputs["again"]
    chain.assert_trust()


def test_a_pinned_clip_gives_its_frame_whatever_its_shot_says_now(
    chain: Film, server: ScriptedServer
) -> None:
    chain.shots(door=CHAIN["door"])
    chain.build()
    pinned = chain.outputs["door"]
    door = {"prompt": "something else", "takes": 2, "pin": pinned[:12]}
    chain.shots(door=door, wave=CHAIN["wave"])
    ran = chain.build()
    assert ran.status == 0, ran
    picture = cut_frame(chain.output("door"), "last")
    wave = next(b for b in server.bodies if b["prompt"] == "a wave lifts the boat")
    assert server.media[wave["first_frame_url"]] == picture
    assert chain.outputs["door"] == pinned


def test_a_lost_upstream_leaves_the_downstream_unbought(chain: Film, server: ScriptedServer) -> None:
    chain.shots(door=CHAIN["door"])
    chain.build()
    for path in (chain.output("door"), *chain.artifacts.values()):
        path.unlink()
    server.script.media(status=410, times=None)
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"])
    ran = chain.build()
    assert (ran.status, len(server.posts)) == (1, 1), ran
    assert ran.results == {"door": "failed", "wave": "skipped"}
    server.script.faults.clear()
    ran = chain.build()
    assert (ran.status, len(server.posts)) == (0, 2), ran
    chain.assert_trust()


def test_a_chain_by_moments(chain: Film, server: ScriptedServer) -> None:
    """What `at` names is cut, sent, fingerprinted and shown; without index and with other shots it comes and goes."""
    film: dict[str, Any] = {
        "door": CHAIN["door"],
        "wave": {"prompt": "a wave", "first_frame": {"shot": "door", "at": 0.04}},
        "land": {"prompt": "they land", "first_frame": {"shot": "door", "at": 0}, "last_frame": {"shot": "wave", "at": 0.5}},
    }  # fmt: skip
    chain.shots(**film)
    assert chain.run("plan", "--out", "plan.json").status == 0
    ran = chain.run("build", "--json", "--plan", "plan.json", "--poll-interval", "0.05")
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave", "they land"]
    second, half = cut_frame(chain.output("door"), "at-0.04"), cut_frame(chain.output("wave"), "at-0.5")
    assert second != cut_frame(chain.output("door"), "first")
    assert frames(chain) == {
        "door.at-0.04.png": second, "door.first.png": cut_frame(chain.output("door"), "first"), "wave.at-0.5.png": half,
    }  # fmt: skip
    sent = server.bodies
    assert [server.media[sent[n][field]] for n, field in ((1, "first_frame_url"), (2, "last_frame_url"))] == [
        second, half,
    ]  # fmt: skip
    said = chain.run("show", "wave", "--json").json["request"]["first_frame_url"]
    assert said == {"shot": "door", "at": "0.04", "sha256": chain.outputs["door"]}
    film["wave"]["first_frame"]["at"] = 0.08
    chain.shots(**film)
    (change,) = chain.run("plan", "--json").action("wave")["changed"]
    assert (change["from"], change["to"]) == (
        f"sha256:{chain.outputs['door']} (frame at 0.04 s)",
        f"sha256:{chain.outputs['door']} (frame at 0.08 s)",
    )
    shutil.rmtree(chain.home / "index")
    chain.shots(door=CHAIN["door"])
    ran = chain.build(REAPI_API_KEY=None)
    removed = [a["output"] for a in ran.json["actions"] if a["action"] == "remove"]
    assert sorted(removed) == [
        "out/_frames/door.at-0.04.png", "out/_frames/door.first.png", "out/_frames/wave.at-0.5.png",
        "out/land.mp4", "out/wave.mp4",
    ]  # fmt: skip
    assert frames(chain) == {}
    chain.assert_trust()


def test_an_edited_output_does_not_change_the_frame(chain: Film, server: ScriptedServer) -> None:
    chain.shots(door=CHAIN["door"])
    chain.build()
    picture = cut_frame(chain.output("door"), "last")
    chain.output("door").write_bytes(b"edited by hand")
    chain.edited.add("door")
    chain.shots(door=CHAIN["door"], wave=CHAIN["wave"])
    ran = chain.build()
    assert ran.status == 1, ran  # an edited output is said
    assert server.media[server.bodies[1]["first_frame_url"]] == picture
    chain.assert_trust()


def test_no_buy_leaves_what_waits(chain: Film, server: ScriptedServer) -> None:
    chain.build("door")
    ran = chain.build("--no-buy")
    assert (ran.status, len(server.posts)) == (4, 1), ran
    assert ran.results == {"door": "done", "wave": "skipped", "land": "skipped"}


def test_frames_among_other_references_keep_their_places(chain: Film, server: ScriptedServer) -> None:
    Image.new("RGB", (864, 496), "orange").save(chain.folder / "mara.png")
    images = ["https://example.com/a.png", {"shot": "door"}, "mara.png", {"shot": "door", "frame": "first"}]
    chain.shots(door=CHAIN["door"], many={"prompt": "all", "reference_images": images})
    assert chain.build().status == 0
    first, *served = server.bodies[1]["reference_image_urls"]
    assert first == "https://example.com/a.png"
    assert [server.media[url] for url in served] == [
        cut_frame(chain.output("door"), "last"),
        (chain.folder / "mara.png").read_bytes(),
        cut_frame(chain.output("door"), "first"),
    ]


def test_the_quick_answer_sees_a_frame_that_has_gone(chain: Film) -> None:
    chain.build()
    for _ in range(3):
        assert chain.run("build").status == 0
    missing = chain.folder / "out/_frames/door.last.png"
    missing.unlink()
    assert chain.run("build").status == 0
    assert missing.exists()


def test_a_chain_that_is_interrupted_goes_on(chain: Film, server: ScriptedServer) -> None:
    server.script.poll(task={"status": "processing", "output": None}, prompt="a wave", times=None)
    with chain.building() as running:
        until(lambda: "a wave lifts the boat" in server.prompts, "the second link")
        until(lambda: chain.states == ["DONE", "SUBMITTED"], "its id")
        running.interrupt()
        assert running.end().status == 130
    server.script.faults.clear()
    ran = chain.build()
    assert ran.status == 0, ran
    assert server.prompts == ["a door opens", "a wave lifts the boat", "they land"]
    chain.assert_trust()
