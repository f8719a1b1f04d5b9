"""Where a problem stands and what it is said of, by whose it is."""

from plan_samples import HERE, shot

from seedance_make.core.storyboard.model import Origin
from seedance_make.core.text.diagnostic import Located, Place, Problem, Severity

VALUE = Place(file="storyboard.yaml", line=9, column=5, end=9)
ENTRY = Place(file="act2.yaml", line=1, column=2, end=3)
DOOR = shot("act1/door", origins={"duration": Origin(name="storyboard.yaml:9", place=VALUE)})


def test_a_problem_of_a_field_stands_at_its_value() -> None:
    assert Problem.at(DOOR, "duration", name="n", message="m", help="h") == Problem(
        place=VALUE, path="shots.act1/door.duration", name="n", message="m", help="h"
    )


def test_one_of_a_field_that_is_written_nowhere_stands_at_the_shots_name() -> None:
    problem = Problem.at(DOOR, "resolution", name="n", message="m", severity=Severity.WARNING, also=(VALUE,))
    assert (problem.place, problem.path, problem.help) == (HERE, "shots.act1/door.resolution", None)
    assert (problem.severity, problem.also) == (Severity.WARNING, (VALUE,))


def test_one_of_the_shot_as_a_whole_names_no_field_and_may_stand_anywhere() -> None:
    assert Problem.at(DOOR, name="n", message="m", place=ENTRY).place == ENTRY
    assert Problem.at(DOOR, name="n", message="m").path == "shots.act1/door"


def test_a_name_that_would_break_the_line_is_escaped() -> None:
    assert Located(name="a\n", place=HERE).path_of("pin") == r"shots.'a\n'.pin"
