"""The spine, end to end: what is sent, what is not sent again, and what a script reads."""

import json
import shutil
from pathlib import Path

from harness import Film
from scripted_server import ScriptedServer

TWO = {"boat": "a red boat", "pier": "an empty pier"}


def test_it_sends_the_exact_body_and_publishes_the_clip(film: Film, server: ScriptedServer) -> None:
    film.write(
        "version: 1\n"
        "shots:\n"
        "  act1/door:\n"
        "    prompt: |\n"
        "      Mara opens a door,\n"
        "      salt-eaten.\n"
        "    duration: 6\n"
        "    aspect_ratio: 9:16\n"
        "    generate_audio: true\n"
    )
    ran = film.build()
    assert ran.status == 0, ran
    assert server.posts[0].json == {
        "model": "seedance-2.0-mini",
        "prompt": "Mara opens a door,\nsalt-eaten.",
        "aspect_ratio": "9:16",
        "duration": 6,
        "generate_audio": True,
        "nsfw_checker": True,
        "resolution": "720p",
        "web_search": False,
    }
    assert server.posts[0].headers["content-type"] == "application/json"
    assert server.posts[0].headers["authorization"] == f"Bearer {server.key}"
    assert list(film.outputs) == ["act1/door"]
    assert film.states == ["DONE"]
    assert film.row("act1/door").body == server.posts[0].body
    film.assert_trust()


def test_the_lock_file_holds_the_receipt(film: Film) -> None:
    film.build()
    row = film.row("boat")
    assert film.receipts == [
        {
            "fingerprint": row.fingerprint,
            "sha256": film.outputs["boat"],
            "bytes": film.output("boat").stat().st_size,
            "model": "seedance-2.0-mini",
            "origin": "loopback",
            "task_id": "task_000001",
            "credits": 181,
            "shot": "boat",
            "take": 1,
            "document": {
                "v": 1,
                "model": "seedance-2.0-mini",
                "take": 1,
                "request": {
                    "aspect_ratio": "16:9", "duration": 4, "generate_audio": False, "nsfw_checker": True,
                    "prompt": "a red boat", "resolution": "480p", "web_search": False,
                },
            },
        }
    ]  # fmt: skip


def test_a_second_build_sends_nothing(film: Film, server: ScriptedServer) -> None:
    film.shots(**TWO)
    film.build()
    seen, before = len(server.requests), film.outputs
    ran = film.build()
    assert ran.status == 0, ran
    assert {a["action"] for a in ran.json["actions"]} == {"keep"}
    assert len(server.requests) == seen
    assert film.outputs == before
    film.assert_trust()


def test_nothing_to_do_needs_neither_key_nor_consent_nor_network(film: Film, server: ScriptedServer) -> None:
    film.build()
    seen = len(server.requests)
    ran = film.run("build", REAPI_API_KEY=None, CI="true", SEEDANCE_MAKE_HOME=str(film.home))
    assert (ran.status, len(server.requests)) == (0, seen), ran


def test_only_the_edited_shot_is_sent(film: Film, server: ScriptedServer) -> None:
    film.shots(**TWO)
    film.build()
    film.shots(**{**TWO, "pier": "a crowded pier"})
    ran = film.build()
    assert ran.status == 0, ran
    assert server.prompts[2:] == ["a crowded pier"]
    assert ran.action("pier")["changed"] == [
        {"field": "prompt", "from": "an empty pier", "to": "a crowded pier"}
    ]
    assert ran.action("boat")["action"] == "keep"
    film.assert_trust()


def test_rename_reorder_rewrap_reformat_and_comments_send_nothing(film: Film, server: ScriptedServer) -> None:
    film.shots(boat="a red boat in the rain", pier="an empty pier")
    film.build()
    film.write(
        "# a comment\n"
        "title: Harbour\n"
        "version: 1\n"
        "shots:\n"
        "  landing: {duration: 4, resolution: '480p', prompt: an empty pier, note: hello, tags: [x]}\n"
        "  act1/boat:\n"
        "    # another\n"
        "    prompt: >\n"
        "      a red boat\n"
        "      in   the\n"
        "      rain\n"
        "    duration: 4\n"
        "    resolution: 480p\n"
    )
    ran = film.build()
    assert ran.status == 0, ran
    assert len(server.posts) == 2
    assert sorted(film.outputs) == ["act1/boat", "landing"]
    assert {a["action"] for a in ran.json["actions"]} == {"restore", "remove"}
    film.assert_trust()


def test_deleting_the_index_sends_nothing(film: Film, server: ScriptedServer) -> None:
    film.build()
    shutil.rmtree(film.home / "index")
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "keep", 1), ran
    film.output("boat").unlink()
    shutil.rmtree(film.home / "index")
    ran = film.build()
    assert (ran.status, ran.action("boat")["action"], len(server.posts)) == (0, "restore", 1), ran
    film.assert_trust()


def test_deleting_the_store_keeps_outputs_that_the_lock_file_names(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(**TWO)
    film.build()
    before = film.outputs
    shutil.rmtree(film.home)
    ran = film.build(REAPI_API_KEY=None)
    assert ran.status == 0, ran
    assert {a["action"] for a in ran.json["actions"]} == {"keep"}
    assert (film.outputs, len(server.posts)) == (before, 2)
    film.assert_trust(journal_lost=True)
    film.output("boat").unlink()  # adopted: the store has it again
    assert film.build(REAPI_API_KEY=None).results == {"boat": "done", "pier": "done"}
    assert film.outputs == before


def test_one_refused_shot_spares_the_rest(film: Film, server: ScriptedServer) -> None:
    film.shots(boat="a red boat", bad="a flagged thing", pier="an empty pier")
    server.script.post(error=(80007, "flagged source"), status=400, prompt="flagged")
    ran = film.build()
    assert ran.status == 1, ran
    assert ran.results == {"boat": "done", "bad": "failed", "pier": "done"}
    assert ran.action("bad")["error"] == {"code": "80007", "message": "flagged source", "request_id": None}
    assert sorted(film.outputs) == ["boat", "pier"]
    film.assert_trust()
    again = film.build()
    assert (again.status, again.action("bad")["action"], len(server.posts)) == (1, "refused", 3), again
    named = film.build("bad")
    assert (named.status, named.results, len(server.posts)) == (0, {"bad": "done"}, 4), named
    film.assert_trust()


def test_twins_are_one_purchase(film: Film, server: ScriptedServer) -> None:
    film.shots(boat="a red boat", copy="a  red   boat", pier="an empty pier")
    ran = film.build()
    assert ran.status == 0, ran
    assert [a["action"] for a in ran.json["actions"]] == ["buy", "restore", "buy"]
    assert len(server.posts) == 2
    assert film.outputs["boat"] == film.outputs["copy"]
    film.assert_trust()


def test_takes_are_purchases_of_their_own(film: Film, server: ScriptedServer) -> None:
    film.shots(boat={"prompt": "a red boat", "takes": 2})
    ran = film.build()
    assert ran.status == 0, ran
    assert sorted(film.outputs) == ["_takes/boat/2", "boat"]
    assert film.outputs["boat"] != film.outputs["_takes/boat/2"]
    first, second = film.outputs["boat"], film.outputs["_takes/boat/2"]
    film.assert_trust()
    film.shots(boat={"prompt": "a red boat", "takes": 2, "take": 2})
    assert film.build().status == 0
    assert (film.outputs, len(server.posts)) == ({"boat": second, "_takes/boat/1": first}, 2)
    film.shots(boat="a red boat")
    assert film.build().status == 0
    assert (film.outputs, len(server.posts)) == ({"boat": first}, 2)
    film.shots(boat={"prompt": "a red boat", "take": 2})
    assert film.build().status == 0
    assert (film.outputs, len(server.posts)) == ({"boat": second}, 2)
    film.assert_trust()


def test_two_projects_share_a_purchase_and_both_hold_its_receipt(
    film: Film, server: ScriptedServer, tmp_path: Path
) -> None:
    film.build()
    other = Film(tmp_path / "other", server, home=film.home)
    other.shots(ship="a red boat")
    ran = other.build(REAPI_API_KEY=None)
    assert (ran.status, ran.action("ship")["action"], len(server.posts)) == (0, "restore", 1), ran
    assert [r["task_id"] for r in other.receipts] == ["task_000001"]
    film.assert_trust(other)


def test_the_document_of_a_build_has_exactly_the_promised_fields(film: Film) -> None:
    document = film.build().json
    assert set(document) - {"notes"} == {
        "version", "model", "origin", "profile", "prices", "actions", "totals", "problems"
    }  # fmt: skip
    assert (document["version"], document["origin"], document["profile"]) == (1, "loopback", None)
    assert set(document["actions"][0]) == {
        "shot", "take", "model", "action", "state", "reason", "changed", "mode", "fingerprint", "output", "request",
        "estimate", "result", "task_id", "credits", "sha256", "error",
    }  # fmt: skip
    action = document["actions"][0]
    assert (action["action"], action["mode"], action["output"]) == ("buy", "t2v", "out/boat.mp4")
    assert action["estimate"] == {
        "credits": 181, "exact": True, "billable_seconds": 4, "usd_per_second": "0.045125"
    }  # fmt: skip
    assert (action["result"], action["task_id"], action["credits"], action["error"]) == (
        "done", "task_000001", 181, None
    )  # fmt: skip
    assert action["sha256"] == film.outputs["boat"]
    kinds = {
        "keep", "restore", "fetch", "resume", "buy", "wait", "blocked", "lost", "edited", "refused", "remove"
    }  # fmt: skip
    assert set(document["totals"]) == kinds | {"credits", "exact", "seconds", "spent"}
    assert (document["totals"]["buy"], document["totals"]["spent"]) == (1, 181)


def test_events_are_one_json_object_a_line(film: Film) -> None:
    film.build("--events", "events.ndjson")
    events = [json.loads(line) for line in (film.folder / "events.ndjson").read_text("utf-8").splitlines()]
    names = [e["name"] for e in events]
    assert [n for n in names if n not in {"status", "received"}] == [
        "started", "submitting", "submitted", "done", "finished"
    ]  # fmt: skip
    assert all(e["at"].endswith("+00:00") for e in events)
    assert events[-1] == {"name": "finished", "at": events[-1]["at"], "status": 0, "credits": 181}
    submitted = next(e for e in events if e["name"] == "submitted")
    assert (submitted["shot"], submitted["take"], submitted["task_id"]) == ("boat", 1, "task_000001")


def test_events_that_cannot_be_written_stop_the_build_before_money_is_spent(
    film: Film, server: ScriptedServer
) -> None:
    ran = film.build("--events", "nowhere/events.ndjson")
    assert (ran.status, server.posts) == (74, []), ran


def test_a_tasks_further_videos_are_published_too(film: Film, server: ScriptedServer) -> None:
    server.api.videos = 3
    ran = film.build()
    assert ran.status == 0, ran
    assert sorted(film.outputs) == ["_takes/boat/1.2", "_takes/boat/1.3", "boat"]
    assert len(set(film.outputs.values())) == 3
    assert sorted(r.get("video", 1) for r in film.receipts) == [1, 2, 3]
    film.assert_trust()
    shutil.rmtree(film.folder / "out")
    assert film.build(REAPI_API_KEY=None).status == 0
    assert len(film.outputs) == 3
