"""Asks the API for a task that a person names: a mistyped id is found before it is believed. Free."""

from seedance_make.cli.account.ask_again import ask_again
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import KeyRefused, NoAnswer, TaskMissing
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import CredentialError, OutOfReachError, UsageError
from seedance_make.core.ports.clock import Clock
from seedance_make.core.ports.network import Api

_UNCHECKED = "add --unchecked to take the id as it is"


async def check_task(api: Api, clock: Clock, row: Attempt, task_id: str) -> None:
    """The task can be the attempt's. Raises UsageError for an id that the API does not know under this key, and for a
    task of another model; CredentialError, OutOfReachError where it could not be looked up."""
    answer = await ask_again(lambda: api.task(task_id), clock)
    match answer:
        case TaskMissing():
            raise UsageError(
                f"the API knows no task {task_id} under this key",
                help=f"copy the id from your account's task page; if it was sent with another key, use that one, or {_UNCHECKED}",
            )
        case KeyRefused():
            entry = look_up(answer.fault.code, answer.fault.http)
            raise CredentialError(f"{entry.meaning}: task {task_id} was not looked up", help=entry.help)
        case NoAnswer():
            raise OutOfReachError(
                f"task {task_id} could not be looked up: {answer.reason}",
                help=f"run it again later, or {_UNCHECKED}",
            )
    if answer.model not in {None, row.model}:
        raise UsageError(
            f"task {task_id} is one of {answer.model}, and {row.shot}@{row.take} was sent to {row.model}",
            help="copy the id of the task of that time from your account's task page",
        )


def no_key_to_check(task_id: str) -> CredentialError:
    """What is raised where there is no key to ask with."""
    return CredentialError(
        f"no API key is set: task {task_id} cannot be looked up", help=f"set REAPI_API_KEY, or {_UNCHECKED}"
    )
