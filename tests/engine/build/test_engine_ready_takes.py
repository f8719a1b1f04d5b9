"""Which takes can begin, as others end."""

from plan_samples import board, facts, frame, shot

from seedance_make.core.plan.make import make_plan
from seedance_make.core.plan.model import Action, Options
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.engine.build.ready_takes import ReadyTakes


def after(name: str, *shots: str) -> ResolvedShot:
    """A shot that needs these shots' frames, first and last."""
    fields = ("first_frame_url", "last_frame_url")
    return shot(name, name, media={f: (frame(s),) for f, s in zip(fields, shots, strict=False)})


def planned(*shots: ResolvedShot) -> list[Action]:
    return [a for a in make_plan(board(*shots), facts(), Options()).actions if a.want]


def begun(schedule: ReadyTakes) -> list[str]:
    return [action.shot for action in schedule.ready()]


def test_what_waits_for_nobody_begins_at_once_in_the_plans_order() -> None:
    schedule = ReadyTakes(planned(shot("b", "1"), shot("a", "2"), shot("c", "3")))
    assert begun(schedule) == ["b", "a", "c"]
    assert begun(schedule) == []
    assert schedule.open == 3


def test_a_chain_begins_link_by_link() -> None:
    actions = planned(shot("a", "1"), after("b", "a"), after("c", "b"))
    schedule = ReadyTakes(actions)
    for action in actions:
        assert begun(schedule) == [action.shot]
        assert begun(schedule) == []
        schedule.finish(action)
    assert schedule.open == 0


def test_a_take_waits_for_all_that_it_needs_and_others_do_not_wait_for_it() -> None:
    actions = planned(shot("a", "1"), shot("b", "2"), after("both", "a", "b"), shot("d", "3"))
    a, b, both, free = actions
    schedule = ReadyTakes(actions)
    assert begun(schedule) == ["a", "b", "d"]
    schedule.finish(free)
    schedule.finish(b)
    assert begun(schedule) == []
    schedule.finish(a)
    assert begun(schedule) == ["both"]
    schedule.finish(both)
    assert schedule.open == 0


def test_the_second_of_two_that_ask_for_the_same_waits_for_the_first() -> None:
    first, second = actions = planned(shot("a", "the same"), shot("b", "the same"))
    assert second.twin == ("a", 1)
    schedule = ReadyTakes(actions)
    assert begun(schedule) == ["a"]
    schedule.finish(first)
    assert begun(schedule) == ["b"]


def test_what_needs_a_shot_without_a_choice_begins_at_once_to_say_so() -> None:
    many = shot("a", "1", takes=(1, 2))
    assert begun(ReadyTakes(planned(many, after("b", "a")))) == ["a", "a", "b"]


def test_what_is_not_in_the_plan_is_not_waited_for() -> None:
    (_, only) = planned(shot("a", "1"), after("b", "a"))
    assert begun(ReadyTakes([only])) == ["b"]
