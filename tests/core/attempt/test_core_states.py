"""What an attempt costs, in every state: the charge where one is known, else the estimate where anything was taken."""

import pytest
from plan_samples import attempt

from seedance_make.core.attempt.states import State


@pytest.mark.parametrize("state", State)
def test_what_the_api_charged_is_what_it_cost(state: State) -> None:
    assert attempt(None, state, credits=100, charged=70).cost == 70
    assert attempt(None, state, credits=100, charged=0).cost == 0


@pytest.mark.parametrize("state", State)
def test_without_a_charge_the_estimate_counts_unless_nothing_was_kept(state: State) -> None:
    free = {State.NOT_SENT, State.REJECTED, State.FAILED, State.ABANDONED}
    assert attempt(None, state, credits=100, task_id="task_1").cost == (0 if state in free else 100)


def test_a_given_up_attempt_was_paid_where_it_has_a_task() -> None:
    assert attempt(None, State.RELEASED, credits=100, task_id="task_1").cost == 100
    assert attempt(None, State.RELEASED, credits=100, task_id=None).cost == 0
