"""Reads the balance before the first POST: an account that cannot pay for the plan sends nothing."""

from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import KeyRefused, Trouble
from seedance_make.core.errors import CredentialError, OutOfReachError
from seedance_make.core.plan.consent import check_balance
from seedance_make.core.plan.model import Plan
from seedance_make.engine.world import World

_LONGEST = 10.0  # seconds that nobody is kept waiting longer on the server's word, before anything was sent


async def check_affordable(world: World, plan: Plan) -> None:
    """The account can pay for the plan. Raises RefusedError, CredentialError, OutOfReachError: nothing is sent then."""
    assert world.api is not None
    answer = await world.api.balance()
    for pause in (0.5, 2.0):
        if not isinstance(answer, Trouble):
            break
        await world.clock.sleep(min(answer.retry_after or pause, _LONGEST))
        answer = await world.api.balance()
    if isinstance(answer, int):
        check_balance(plan, answer)
    elif isinstance(answer, KeyRefused):
        entry = look_up(answer.fault.code, answer.fault.http)
        raise CredentialError(f"{entry.meaning}: nothing was sent", help=entry.help)
    elif isinstance(answer, Trouble):
        raise OutOfReachError(
            f"the API is out of reach ({answer.reason}): nothing was sent",
            help="check the network and REAPI_BASE_URL",
        )
    else:
        world.tell(
            "note", text="the balance cannot be read here: the API itself will say when credits run out"
        )
