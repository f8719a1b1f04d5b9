"""What other commands ask and tell a Temporal service (TEMPORAL_ADDRESS): a person's word on a blocked take, and what is
with its workers. Neither is worth a failure: what cannot be asked is said."""

import asyncio

from seedance_make.cli.temporal.service import connect_temporal
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.errors import OutOfReachError, SeedanceError
from seedance_make.core.plan.model import Plan

_PATIENCE = 5.0  # seconds


async def tell_resolved(address: str, row: Attempt) -> str | None:
    """Let a take that waits for it go on; what to say where that could not be done."""
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415 - the extra is not always there

    try:
        client = await asyncio.wait_for(connect_temporal(address), _PATIENCE)
        await client.get_workflow_handle(f"{row.origin}/{row.fingerprint}").signal("resolved")
    except RPCError as error:
        return None if error.status is RPCStatusCode.NOT_FOUND else error.message
    except (SeedanceError, TimeoutError) as error:
        return str(error) or f"{address} does not answer"
    return None


async def with_workers(address: str, plan: Plan) -> list[str]:
    """The takes of a plan that workers have, as `SHOT@TAKE`. Raises SeedanceError."""
    from temporalio.service import RPCError  # noqa: PLC0415 - as above

    async def running() -> set[str]:
        client = await connect_temporal(address)
        return {
            w.id async for w in client.list_workflows("WorkflowType = 'Take' AND ExecutionStatus = 'Running'")
        }

    try:
        ids = await asyncio.wait_for(running(), _PATIENCE)
    except RPCError as error:
        raise OutOfReachError(error.message) from None
    except TimeoutError:
        raise OutOfReachError(f"it did not answer within {_PATIENCE:.0f} seconds") from None
    return [f"{a.shot}@{a.take}" for a in plan.actions if f"{plan.origin}/{a.fingerprint}" in ids]
