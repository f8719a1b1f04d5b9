"""The film's budget: over its receipts, what is in flight or unknown, and the next build; whoever paid."""

import shutil

from harness import Film
from scripted_server import ScriptedServer

TWO = {"boat": "a red boat", "pier": "an empty pier"}  # 181 credits each


def test_what_was_paid_before_counts_and_an_older_build_makes_no_room(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(head="budget: 361", boat="a red boat")
    assert film.build().status == 0
    film.shots(head="budget: 361", **TWO)
    plan = film.run("plan")
    assert (
        "The film's budget of $0.361 breaks by $0.001: a build would send nothing. $0.181 of it is spent, in flight or "
        "unknown. Nothing of it fits. "
    ) in " ".join(plan.out.split())
    assert plan.out.endswith("Next: raise the film's budget, or name fewer shots.\n")
    ran = film.build()
    assert (ran.status, len(server.posts)) == (4, 1)
    assert ran.err.endswith(
        "seedance-make: the film would come to $0.362 (362 credits, $0.181 of it spent, in flight or unknown) and the "
        "film's budget is $0.361: nothing is sent\n"
        "   help: not even the first purchase fits: shorten it, or raise `budget` in the storyboard to 362 credits\n"
    )
    film.shots(head="budget: 362", **TWO)
    assert film.build().status == 0
    assert "Film's budget: $0.362; $0.362 of it" not in film.run("plan").out  # nothing is bought any more
    assert film.run("status").out.endswith(
        "Budget of the film: $0.362; $0.362 of it is spent, in flight or unknown.\n"
    )
    film.assert_trust()


def test_without_the_store_the_lock_file_counts_and_each_task_once(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(head="budget: 362", boat="a red boat")
    film.build()
    shutil.rmtree(film.home)
    film.shots(head="budget: 362", boat="a blue boat")  # another take of it was paid for by "somebody else"
    assert film.build().status == 0
    film.shots(head="budget: 543", boat="a green boat")
    assert film.build().status == 0
    film.shots(head="budget: 543", boat="a grey boat")
    assert (film.build().status, len(server.posts)) == (4, 3)


def test_the_budget_is_checked_again_at_each_intent(film: Film, server: ScriptedServer) -> None:
    server.script.poll(task={"status": "completed", "usage": {"credits": 300}}, prompt="a red boat")
    film.shots(head="budget: 480", **TWO)
    ran = film.build("-j", "1")
    assert (ran.status, ran.results) == (4, {"boat": "done", "pier": "skipped"}), ran
    assert ran.action("pier")["error"]["message"] == (
        "not tried: $0.300 more, $0.181 by the price table, would break the film's budget of $0.480 ($0.300 are spoken for)"
    )


def test_a_budget_in_dollars_is_warned_of(film: Film) -> None:
    film.shots(head="budget: 40", **TWO)
    warning = (
        "storyboard.yaml:2:9: warning: budget: `budget: 40` is $0.040, less than any shot of this storyboard costs\n"
        "    2 | budget: 40\n"
        "      |         ^^\n"
        "   help: it counts credits, a tenth of a cent each: $40 are 40000\n"
    )
    assert (film.run("validate").err, film.run("plan").err) == (warning, warning)
    film.shots(head="budget: $40.00", **TWO)
    wrong = film.run("validate")
    assert wrong.status == 65
    assert wrong.err == (
        "storyboard.yaml:2:9: budget: must be a whole number of credits, 0 to 1,000,000,000, not $40.00\n"
        "    2 | budget: $40.00\n"
        "      |         ^^^^^^\n"
        "   help: 1,000 credits are $1: write `budget: 40000`\n"
    )
