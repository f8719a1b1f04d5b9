"""What a build says about money that it cannot know."""

from harness import Film
from scripted_server import ScriptedServer


def test_the_most_that_a_build_may_spend_counts_lengths_that_cannot_be_had(
    film: Film, server: ScriptedServer
) -> None:
    film.shots(
        boat={
            "prompt": "a boat",
            "reference_image_urls": [f"{server.url}/nothing.png"],
            "reference_video_urls": [f"{server.url}/nothing.mp4"],
        }
    )
    ran = film.build()
    assert (ran.status, ran.err.splitlines()[0]) == (0, "  0:00  building 1 take, up to $0.542"), ran
    film.assert_trust()


def test_a_task_that_a_dead_build_left_is_not_said_to_be_with_another(
    film: Film, server: ScriptedServer
) -> None:
    film.build(kill_at="after-submitted")
    ran = film.build()
    assert ran.status == 0, ran
    assert "another build has it" not in ran.err
    assert "resumed     boat" in ran.err
    film.assert_trust()
