"""Asks the API for the balance: free, the proof that host and key are right, and whether the account can pay."""

import asyncio
import os
from dataclasses import dataclass

from seedance_make import __version__
from seedance_make.cli.account.ask_again import ask_again
from seedance_make.cli.account.credentials import Credential
from seedance_make.cli.clock import SystemClock
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import Balance, KeyRefused
from seedance_make.core.errors import CredentialError, OutOfReachError
from seedance_make.core.host import Host, user_agent
from seedance_make.core.plan.consent.fits import check_balance
from seedance_make.core.plan.model import Plan
from seedance_make.core.ports.clock import Clock
from seedance_make.core.ports.network import Api


async def read_balance(api: Api, clock: Clock) -> Balance:
    """The credits left, asked for again after passing trouble; else the last answer."""
    return await ask_again(api.balance, clock)


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedBalance:
    """What the API said, and its clock as it came."""

    answer: Balance
    date: str | None


def dated_balance(host: Host, credential: Credential) -> DatedBalance:
    """The same over a connection of its own. Raises UsageError for a proxy that cannot be used."""
    return asyncio.run(_dated_balance(host, credential))


async def _dated_balance(host: Host, credential: Credential) -> DatedBalance:
    from seedance_make.api.client import Client  # noqa: PLC0415 - httpx is loaded when something is asked

    agent = user_agent(os.environ.get("REAPI_USER_AGENT"), __version__)
    async with Client(host, credential.key, user_agent=agent) as client:
        answer = await read_balance(client, SystemClock())
        return DatedBalance(answer=answer, date=client.date)


def balance_of(host: Host, credential: Credential) -> int:
    """The credits left. Raises CredentialError for a key that is refused, OutOfReachError for any other answer."""
    answer = dated_balance(host, credential).answer
    if isinstance(answer, int):
        return answer
    if isinstance(answer, KeyRefused):
        entry = look_up(answer.fault.code, answer.fault.http)
        raise CredentialError(
            f"the key from {credential.source} is refused: {entry.meaning}", help=entry.help
        )
    raise OutOfReachError(
        f"the balance cannot be had from {host.base_url}: {answer.reason}",
        help="check the network and REAPI_BASE_URL, then run it again",
    )


async def affordable_balance(api: Api, clock: Clock, plan: Plan) -> int:
    """The credits of an account that can pay for the plan. Raises RefusedError, CredentialError, OutOfReachError:
    nothing is sent then."""
    answer = await read_balance(api, clock)
    if isinstance(answer, int):
        check_balance(plan, answer)
        return answer
    if isinstance(answer, KeyRefused):
        entry = look_up(answer.fault.code, answer.fault.http)
        raise CredentialError(f"{entry.meaning}: nothing was sent", help=entry.help)
    raise OutOfReachError(
        f"the API is out of reach ({answer.reason}): nothing was sent",
        help="check the network and REAPI_BASE_URL",
    )
