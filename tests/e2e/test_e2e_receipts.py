"""What the lock file alone can say: a fresh clone, a moved folder, a CI runner see what changed, word by word."""

import json
import shutil
from typing import Any

from harness import Film
from scripted_server import ScriptedServer

WORDS = [{"field": "prompt", "from": "a red boat", "to": "a blue boat"}]


def bare(film: Film) -> None:
    """The lock file as older versions wrote it."""
    lines = [json.dumps(r | {"document": None}, separators=(",", ":")) + "," for r in film.receipts]
    text = "".join(line.replace(',"document":null', "") + "\n" for line in lines)
    (film.folder / "storyboard.lock").write_text(f'[{{"lock":1}},\n{text}null]\n')


def changed(film: Film, *words: str) -> tuple[str, str, Any]:
    action = film.run("plan", "--json", *words, REAPI_API_KEY=None).action("boat")
    return action["state"], action["reason"], action["changed"]


def test_a_fresh_clone_says_what_changed_word_by_word(film: Film) -> None:
    film.build()
    shutil.rmtree(film.home)
    shutil.rmtree(film.folder / "out")
    film.shots(boat="a blue boat")
    assert changed(film) == ("changed", "changed: prompt", WORDS)
    bare(film)
    assert changed(film) == ("changed", "changed: the request", [])


def test_a_moved_folder_says_so_too_and_the_index_goes_before_the_receipts(film: Film) -> None:
    film.build()
    film.shots(boat="a blue boat")
    film.build()
    film.shots(boat="a red boat")
    assert changed(film)[2] == []  # restored: it was bought before
    film.shots(boat="a blue ship")
    nearest = [{"field": "prompt", "from": "a blue boat", "to": "a blue ship"}]
    assert changed(film) == ("changed", "changed: prompt", nearest)
    shutil.rmtree(film.home)
    assert changed(film)[0] == "changed"


def test_under_a_profile_a_receipt_of_other_settings_is_no_change(film: Film) -> None:
    draft = "profiles: {draft: {duration: 6}}"
    film.shots(head=draft, boat="a red boat")
    film.build()
    film.build("--profile", "draft")
    shutil.rmtree(film.home)
    film.shots(head=draft, boat="a blue boat")
    assert changed(film, "--profile", "draft") == ("changed", "changed: prompt", WORDS)
    film.shots(head=draft.replace("6", "7"), boat="a blue boat")
    assert changed(film, "--profile", "draft") == ("new", "new", [])


def test_a_build_adds_the_document_and_locked_says_that_it_would(film: Film, server: ScriptedServer) -> None:
    film.build()
    receipts = film.receipts
    bare(film)
    refused = film.build("--locked")
    assert (refused.status, "--locked, and the lock file would change: boat@1" in refused.err) == (4, True)
    assert film.build().status == 0
    assert (film.receipts, len(server.posts)) == (receipts, 1)
    assert film.build("--locked").status == 0


def test_a_document_of_another_request_is_damage(film: Film) -> None:
    film.build()
    path = film.folder / "storyboard.lock"
    path.write_text(path.read_text().replace("a red boat", "a red boar"))
    ran = film.run("plan")
    assert (ran.status, ran.out) == (65, "")
    assert ran.err.startswith("storyboard.lock:2:1: lock: `document` has another fingerprint\n")


def test_a_pin_says_what_its_clip_was_made_from(film: Film) -> None:
    film.build()
    pin = film.outputs["boat"][:12]
    film.shots(boat={"prompt": "a blue boat", "pin": pin})
    reason = f"pinned to {pin}; the shot has drifted since (prompt)"
    assert changed(film) == ("done", reason, WORDS)
    assert film.build().status == 0
    assert changed(film) == ("done", reason, WORDS)
    shutil.rmtree(film.home)
    assert changed(film) == ("done", reason, WORDS)
