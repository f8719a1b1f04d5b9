"""Makes this store's claims, and keeps each chain level with its journal.

Before a POST there is a claim, and nobody else's stands in its way; after every step of the journal the chain says the
same, so that another machine polls on, waits, or knows that it may buy.
"""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace

from seedance_make.core.attempt import catalog
from seedance_make.core.attempt.events import Note
from seedance_make.core.attempt.outcome import KeyRefused, NoAnswer, TaskMissing, TaskReport, TaskStatus
from seedance_make.core.attempt.states import Attempt, State
from seedance_make.core.errors import Exit, StoreError
from seedance_make.core.plan.claimed import whose
from seedance_make.core.plan.report import Ending, Outcome
from seedance_make.core.ports.network import Api
from seedance_make.core.team.chain import Chain, ClaimedAttempt, Stage, Unreadable, followed, owed
from seedance_make.core.team.claims import Claim, DoneClaim, IntentClaim, ReleasedClaim, SubmittedClaim
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.steps import Step
from seedance_make.engine.team.access import TeamAccess
from seedance_make.engine.team.ask import read_claims
from seedance_make.engine.team.resolution import give_up, is_given_up
from seedance_make.engine.world import World

LONG = 20.0
"""Seconds between claim and POST after which the claim is looked at again: the machine may have slept."""

_RACES = 10  # numbers that others may take before us, one after the other


@dataclass(slots=True)
class Claims:
    """Shared by all workers of a build. Without a team store nothing here does anything."""

    world: World
    team: TeamAccess | None
    interrupt: Interrupt
    api: Api | None = None  # None: nothing is bought
    _store: str = ""  # who we are in claims, once it was asked for
    _made: dict[str, float] = field(
        default_factory=dict
    )  # nonce → when, in seconds of the clock that counts sleep

    async def take(
        self, attempt: Attempt, judged: ClaimedAttempt | None
    ) -> ClaimedAttempt | Unreadable | Outcome | None:
        """Claim the purchase for an attempt that is about to begin; None: it is ours. Else what stands in its way.

        `judged`: the closed claim past which the plan has decided to go. Raises StoreError.
        """
        if self.team is None:
            return None
        if not self.team.claims:
            return await self._obeyed(attempt, judged)
        for _ in range(_RACES):
            chain = await self.read(attempt.fingerprint)
            standing = chain.standing
            if standing is not None and not lets_buy(standing, judged):
                return standing
            if (lives := await self._living(chain, attempt)) is not None:
                return lives
            if isinstance(standing, ClaimedAttempt) and standing.stage is Stage.DONE:
                await self._add(attempt.fingerprint, chain.next, await self._given_up(standing))
                continue
            began = self.team.boottime()
            if await self._add(attempt.fingerprint, chain.next, await self._intent(attempt)):
                self._made[attempt.id] = began
                self.world.steps(Step.AFTER_CLAIM)
                return None
        raise StoreError(f"{self.team.url}: others are always first at a claim", help="run again later")

    async def _obeyed(
        self, attempt: Attempt, judged: ClaimedAttempt | None
    ) -> ClaimedAttempt | Outcome | None:
        """Without claims of our own those that can be read are obeyed, and the others are not."""
        assert self.team is not None
        try:
            chain = await read_claims(self.world, self.team, attempt.fingerprint)
        except StoreError:
            return None
        standing = chain.standing
        if isinstance(standing, ClaimedAttempt) and not lets_buy(standing, judged):
            return standing
        return await self._living(chain, attempt)

    async def _living(self, chain: Chain, attempt: Attempt) -> ClaimedAttempt | Outcome | None:
        """A task that the chain gives up and that the API does not: whoever can write there could say so of any task.
        None where each has ended for nothing, by the API's word, this journal's, or that of a person at this machine."""
        for claimed in chain.given_up:
            row = await self.world.transact(self.world.journal.get, claimed.intent.nonce)
            if (row is not None and row.task_id == claimed.task_id) or is_given_up(self.world, claimed):
                continue
            answer = await self.api.task(claimed.task_id or "", model=attempt.model) if self.api else None
            if not isinstance(answer, TaskReport):
                return _unproven(claimed, answer)
            if answer.status is not TaskStatus.FAILED:
                return replace(claimed, stage=Stage.SUBMITTED)
        return None

    async def lapsed(self, attempt: Attempt) -> str | None:
        """Why a claim must not be trusted any more, right before the POST; None while it may."""
        began = self._made.get(attempt.id)
        if self.team is None or began is None or self.team.boottime() - began <= LONG:
            return None
        try:
            chain = await read_claims(self.world, self.team, attempt.fingerprint)
        except StoreError as error:
            return f"too long since it was claimed, and the claim cannot be read again: {error.message}"
        mine = chain.of(attempt.id)
        if chain.flaw is None and mine is not None and mine.stage is Stage.INTENT:
            return None
        return "too long since it was claimed, and the claim is not ours any more"

    async def settle(self, fingerprint: str) -> None:
        """Say in the chain what the journal knows by now. Raises StoreError."""
        if self.team is not None and self.team.claims:
            await self.read(fingerprint)

    async def catch_up(self, row: Attempt) -> None:
        """The same, where an attempt has ended or got its id. Never raises for the store's trouble: the journal has it,
        and the next build tells the team."""
        try:
            await self.settle(row.fingerprint)
        except StoreError as error:
            text = (
                f"{error.message}; what became of {row.shot} is in the journal: the next build tells the team"
            )
            self.world.emit(Note(shot=row.shot, take=row.take, text=text))
            self.interrupt.stop_submitting(text, error.exit)

    async def follow(self, row: Attempt) -> Attempt:
        """A row of ours as a person's word on another machine left it. Raises StoreError."""
        if self.team is None:
            return row
        while step := followed(await read_claims(self.world, self.team, row.fingerprint), row):
            row = await self._record(row, *step)
        return row

    async def _record(self, row: Attempt, state: State, facts: dict[str, object]) -> Attempt:
        world, at = self.world, self.world.now()
        row = await world.transact(world.journal.record, row.id, state, at, **facts)
        if state is not State.SUBMITTED:
            return row
        return await world.transact(
            world.journal.adopt, row.id, from_owner=row.owner, to_owner=world.owners.me, at=at
        )

    async def read(self, fingerprint: str) -> Chain:
        """The chain as it stands, after everything that we owe to it was added. Raises StoreError."""
        assert self.team is not None
        while True:
            chain = await read_claims(self.world, self.team, fingerprint)
            claim = await self._owed(chain) if self.team.claims else None
            if claim is None:
                return chain
            if await self._add(fingerprint, chain.next, claim):
                self._step(claim)

    def _step(self, claim: Claim) -> None:
        if isinstance(claim, SubmittedClaim):
            self.world.steps(Step.AFTER_CLAIM_ID)
        elif isinstance(claim, DoneClaim):
            self.world.steps(Step.AFTER_CLAIM_DONE)

    async def _owed(self, chain: Chain) -> Claim | None:
        assert self.team is not None
        me = self.team.me
        for claimed in chain.tries:
            row = await self.world.transact(self.world.journal.get, claimed.intent.nonce)
            if row is None and not await self._is_dead(claimed):
                continue
            claim = owed(
                chain,
                claimed.intent.nonce,
                row,
                store=await self._me(),
                person=me.person,
                at=self.world.now(),
            )
            if claim is not None:
                return claim
        return None

    async def _is_dead(self, claimed: ClaimedAttempt) -> bool:
        """Whether an intent that the journal does not know is left over from a process of this very store."""
        assert self.team is not None
        intent, owners = claimed.intent, self.world.owners
        if intent.store != await self._me():
            return False
        return intent.process == owners.me or not await asyncio.to_thread(owners.alive, intent.process)

    async def _me(self) -> str:
        """The journal's id: whoever loses the journal loses the right to say what it never did."""
        if not self._store:
            self._store = await self.world.transact(self.world.journal.identity, self.world.new_id())
        return self._store

    async def _add(self, fingerprint: str, number: int, claim: Claim) -> bool:
        assert self.team is not None
        return await self.team(self.team.store.add_claim, self.world.origin, fingerprint, number, claim)

    async def _intent(self, attempt: Attempt) -> IntentClaim:
        assert self.team is not None
        me = self.team.me
        return IntentClaim(
            nonce=attempt.id, store=await self._me(), process=self.world.owners.me, host=me.host, person=me.person,
            job=me.job, time=self.world.now(),
        )  # fmt: skip

    async def _given_up(self, lost: ClaimedAttempt) -> ReleasedClaim:
        assert self.team is not None
        me = self.team.me
        give_up(self.world, lost)
        return ReleasedClaim(
            nonce=lost.intent.nonce, store=await self._me(), by=me.person, why="its clip is lost: bought again",
            time=self.world.now(),
        )  # fmt: skip


async def follow_claims(world: World) -> None:
    """Let this store's unknown outcomes follow what a person has said of them on another machine, before anything is
    planned. Where the store cannot be asked they stay unknown, which buys nothing."""
    if world.team is None:
        return
    claims = Claims(world=world, team=world.team, interrupt=Interrupt())
    for row in await world.transact(world.journal.rows, origin=world.origin, states={State.UNKNOWN}):
        with suppress(StoreError):
            await claims.follow(row)


def lets_buy(standing: ClaimedAttempt | Unreadable, judged: ClaimedAttempt | None = None) -> bool:
    """Whether a purchase may go past a claim: one that the plan has judged, or a failure that is tried again anyway."""
    if isinstance(standing, Unreadable):
        return False
    if judged is not None and standing == judged:
        return standing.stage in {Stage.FAILED, Stage.DONE}
    return standing.stage is Stage.FAILED and standing.refunded and catalog.look_up(standing.code, None).again


def _unproven(claimed: ClaimedAttempt, answer: TaskMissing | KeyRefused | NoAnswer | None) -> Outcome:
    match answer:
        case TaskMissing():
            why = "this key does not know it"
        case NoAnswer():
            why = f"the API does not say so now: {answer.reason}"
        case _:
            why = "the API cannot be asked"
    ended = "failed" if claimed.stage is Stage.FAILED else "was given up"
    short = claimed.intent.nonce[:8]
    text = (
        f"the team store says that task {claimed.task_id} of {whose(claimed)} {ended}, and {why}: nothing is bought; "
        f"build there, or, if it is so, resolve {short} --resubmit"
    )
    return Outcome(
        ending=Ending.BLOCKED, text=text, status=Exit.BLOCKED, attempt=short, task_id=claimed.task_id
    )
