"""`doctor`: everything that a build needs, looked at one by one, each with its way out."""

import os
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import click

from seedance_make.cli.account.balance import dated_balance
from seedance_make.cli.account.credentials import Credential, find_key
from seedance_make.cli.doctor.machine import Finding, bad, failed, good, remark, store_findings, tool_findings
from seedance_make.cli.doctor.publishing import publishing_findings
from seedance_make.cli.doctor.storyboard import storyboard_findings
from seedance_make.cli.doctor.team import team_findings
from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.cli.output import echo_json, width
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import Balance, KeyRefused
from seedance_make.core.errors import CredentialError, Exit, SeedanceError, UsageError, strongest
from seedance_make.core.host import Host, api_host
from seedance_make.core.request.pricing import dollars
from seedance_make.ui.words import many

_SKEW = 300  # seconds
_INPUT = (Exit.USAGE, Exit.INVALID)


@click.command()
@click.option("--offline", is_flag=True, help="Don't ask the API.")
@global_options
def doctor(offline: bool) -> int:
    """Check everything that a build needs."""
    invocation = current_invocation()
    findings = [
        *tool_findings(),
        *store_findings(),
        *storyboard_findings(invocation),
        *publishing_findings(invocation, offline=offline),
        *team_findings(invocation, offline=offline),
        *_account(offline=offline),
    ]
    status = _status(f.exit for f in findings)
    if invocation.json:
        checks = [
            {"name": f.check.name, "good": f.check.good, "text": f.check.text, "help": f.check.help}
            for f in findings
        ]
        echo_json({"ok": status is Exit.OK, "checks": checks})
        return int(status)
    from seedance_make.ui.doctor import doctor_text  # noqa: PLC0415 - only for people

    text = doctor_text([f.check for f in findings], width=width(), color=invocation.color)
    click.echo(text, nl=False, color=invocation.color)
    return int(status)


def _status(statuses: Iterable[Exit]) -> Exit:
    """The strongest of what a build would meet; wrong input, which it meets first, where nothing else is wrong."""
    met = set(statuses)
    other = strongest(met - set(_INPUT))
    return other if other is not Exit.OK else next((s for s in _INPUT if s in met), Exit.OK)


def _account(*, offline: bool) -> Iterator[Finding]:
    """The host, the key (never shown), and what the API says to both."""
    try:
        host = api_host(os.environ.get("REAPI_BASE_URL"))
    except UsageError as error:
        yield failed("API host", error)
        return
    yield good("API host", host.base_url)
    try:
        credential = find_key(host)
    except CredentialError as error:
        yield failed("API key", error)
        return
    if credential is None:
        way_out = "set REAPI_API_KEY, or run seedance-make login; without one: build --simulate"
        yield bad("API key", "none is set", way_out, Exit.NO_KEY)
        return
    yield good("API key", f"from {credential.source}")
    if offline:
        yield remark("API", "not asked (--offline)")
        return
    yield from _api(host, credential)


def _api(host: Host, credential: Credential) -> Iterator[Finding]:
    try:
        balance = dated_balance(host, credential)
    except SeedanceError as error:
        yield failed("API", error)
        return
    yield _answer(balance.answer)
    if balance.date is not None:
        yield from _clock(balance.date)


def _answer(answer: Balance) -> Finding:
    if isinstance(answer, int):
        text = f"takes the key; {dollars(answer)} (= {many(answer, 'credit')}) left"
        return (
            good("API", text)
            if answer
            else remark("API", text, "top up the account before a build that buys")
        )
    if isinstance(answer, KeyRefused):
        entry = look_up(answer.fault.code, answer.fault.http)
        return bad("API", f"refuses the key: {entry.meaning}", entry.help, Exit.NO_KEY)
    if not answer.reached:
        return bad(
            "API",
            f"out of reach: {answer.reason}",
            "check the network, the proxy and REAPI_BASE_URL",
            Exit.OUT_OF_REACH,
        )
    way_out = "check REAPI_BASE_URL; if it is right, the API itself is in trouble: try again later"
    return bad("API", f"gives no balance: {answer.reason}", way_out, Exit.OUT_OF_REACH)


def _clock(date: str) -> Iterator[Finding]:
    """Our clock against the server's; deadlines don't depend on it, but certificates and the log's times do."""
    try:
        moment = parsedate_to_datetime(date)
    except (ValueError, TypeError, IndexError, OverflowError):
        return
    skew = round((datetime.now(UTC) - moment.replace(tzinfo=moment.tzinfo or UTC)).total_seconds())
    if abs(skew) <= _SKEW:
        yield good("clock", "agrees with the API's")
        return
    side = "ahead of" if skew > 0 else "behind"
    yield remark(
        "clock",
        f"{abs(skew):,} seconds {side} the API's",
        "set it: the log's times are wrong, and TLS may fail",
    )
