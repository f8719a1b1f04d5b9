"""Asks the API for the balance: free, and the proof that host and key are right."""

import asyncio
import os
from dataclasses import dataclass

from seedance_make import __version__
from seedance_make.cli.account.credentials import Credential
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import KeyRefused, PollAnswer, Trouble
from seedance_make.core.errors import CredentialError, OutOfReachError
from seedance_make.core.host import Host, user_agent

_PAUSES = (0.5, 2.0)  # seconds; a GET may be asked again
_LONGEST = 10.0  # seconds that a person waits on the server's word before being told


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the API said, and its clock as it came."""

    answer: int | PollAnswer
    date: str | None


def ask(host: Host, credential: Credential) -> Answered:
    """Ask once, and again after passing trouble. Raises UsageError for a proxy that cannot be used."""
    return asyncio.run(_ask(host, credential))


async def _ask(host: Host, credential: Credential) -> Answered:
    from seedance_make.api.client import Client  # noqa: PLC0415 - httpx is loaded when something is asked

    agent = user_agent(os.environ.get("REAPI_USER_AGENT"), __version__)
    async with Client(host, credential.key, user_agent=agent) as client:
        answer = await client.balance()
        for pause in _PAUSES:
            if not isinstance(answer, Trouble) or not answer.reached:
                break
            await asyncio.sleep(min(answer.retry_after or pause, _LONGEST))
            answer = await client.balance()
        return Answered(answer=answer, date=client.date)


def balance_of(host: Host, credential: Credential) -> int:
    """The credits left. Raises CredentialError for a key that is refused, OutOfReachError for any other answer."""
    answer = ask(host, credential).answer
    if isinstance(answer, int):
        return answer
    if isinstance(answer, KeyRefused):
        entry = look_up(answer.fault.code, answer.fault.http)
        raise CredentialError(
            f"the key from {credential.source} is refused: {entry.meaning}", help=entry.help
        )
    raise OutOfReachError(
        f"the balance cannot be had from {host.base_url}: {why(answer)}",
        help="check the network and REAPI_BASE_URL, then run it again",
    )


def why(answer: PollAnswer) -> str:
    """Why an answer is no balance, in plain words."""
    if isinstance(answer, Trouble):
        return answer.reason
    fault = getattr(answer, "fault", None)
    return fault.message if fault else "the answer is none of this API"
