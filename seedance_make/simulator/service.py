"""What the API does, without HTTP: accounts, tasks in time, charges, refunds.

A task is processing until its time has come; its failure is refunded before anybody can see it. A task whose time
has come waits in the answer for its clip to be drawn, so that a client on a clock of its own never polls in vain.
"""

import asyncio
import math
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Self

from seedance_make.core.ports.clock import Clock
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.media.clip import UnreadableMediaError
from seedance_make.media.probe import video_seconds
from seedance_make.simulator.faults import SimulatedFault, happens_in_task, refusal, simulated_fault
from seedance_make.simulator.ledger import Ledger, ShortError
from seedance_make.simulator.library import CLIPS, Library
from seedance_make.simulator.limiter import Limiter
from seedance_make.simulator.markers import Rehearsal, rehearsal
from seedance_make.simulator.pricing import bill
from seedance_make.simulator.rules.check_body import check_body
from seedance_make.simulator.rules.generation import Generation
from seedance_make.simulator.settings import Settings
from seedance_make.simulator.studio import LAST_FRAME, Studio

_DRAWING = 10.0  # seconds that an answer waits for a clip


@dataclass(kw_only=True)
class Account:
    """One key's money, limit and rehearsed waits."""

    ledger: Ledger
    limiter: Limiter
    waited: set[str] = field(default_factory=set)  # prompts that have met their [[429]]


@dataclass(kw_only=True)
class Task:
    """One generation. Times are monotonic seconds."""

    id: str
    account: Account
    model: str
    created_at: str
    due: float
    fault: SimulatedFault | None
    gone: bool
    clips: "tuple[Future[None], ...]"  # none when it is to fail
    last_frame: bool  # whether a picture is given beside them

    @property
    def media(self) -> tuple[str, ...]:
        """The names of its files."""
        videos = tuple(f"{n}.mp4" for n in range(len(self.clips)))
        return (*videos, f"0{LAST_FRAME}") if self.last_frame and videos else videos


class Service:
    """The API's state. Belongs to one event loop; leaving its block stops what is being drawn."""

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Clock,
        random: Random,
        models: Mapping[str, VideoModel],
        prices: PriceTable,
        home: Path,
    ) -> None:
        """`home` is an existing folder for its clips, which it does not remove."""
        self._settings, self._clock, self._random = settings, clock, random
        self._models, self._prices = models, prices
        self.library = Library(home, settings.open_media)
        self._studio = Studio(self.library, settings.workers)
        self._accounts: dict[str, Account] = {}
        self._tasks: dict[str, Task] = {}
        self._sound = 0  # requests that were in order

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._studio.close()

    def account(self, authorization: str | None) -> Account:
        """Whose request it is, from its Authorization header. Raises ApiError (10001 to 10004)."""
        if authorization is None or not authorization.strip():
            raise refusal("10001")
        scheme, _, key = authorization.partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            raise refusal("10002")
        key = key.strip()
        if key in self._settings.revoked:
            raise refusal("10004")
        if self._settings.keys and key not in self._settings.keys:
            raise refusal("10003")
        fresh = Account(ledger=Ledger(self._settings.credits), limiter=Limiter(self._settings.rate))
        return self._accounts.setdefault(key, fresh)

    def balance(self, account: Account) -> int:
        """Credits left, refunds included."""
        self._settle()
        return account.ledger.balance

    def admit(self, account: Account) -> None:
        """Count a POST against the account's rate. Raises ApiError (50001)."""
        wait = account.limiter.wait(self._clock.monotonic())
        if wait:
            raise refusal("50001", headers={"Retry-After": str(wait)})

    async def submit(self, account: Account, body: object) -> dict[str, Any]:
        """Make and charge a task. Raises ApiError; then nothing was made, but for `[[lost]]`."""
        request = check_body(body, self._models, paths=self._settings.open_media is not None)
        rehearsed = rehearsal(request.prompt)
        self._rehearse_refusal(account, request, rehearsed)
        fault = self._next_failure(rehearsed)
        cost = await self._price(request)
        task_id = f"task_{self._random.getrandbits(96):024x}"
        self._settle()
        try:
            account.ledger.charge(task_id, cost)
        except ShortError:
            raise refusal(
                "30001", f"Insufficient credits: {cost} needed, {account.ledger.balance} left"
            ) from None
        task = self._make(task_id, account, request, rehearsed, fault)
        if rehearsed.lost:
            raise refusal("60099")
        return {"id": task.id, "model": task.model, "status": "processing", "created_at": task.created_at}

    async def look(self, account: Account, task_id: str, base: str) -> dict[str, Any]:
        """A task as a poll sees it; addresses begin with `base`. Raises ApiError (40001)."""
        task = self._tasks.get(task_id)
        if task is None or task.account is not account:
            raise refusal("40001")
        self._settle()
        seen: dict[str, Any] = {"id": task.id, "model": task.model, "created_at": task.created_at}
        if self._clock.monotonic() < task.due or not await self._drawn(task):
            return seen | {"status": "processing", "output": None, "error": None}
        usage = {"credits": account.ledger.cost(task.id)}
        if task.fault is not None:
            return seen | {"status": "failed", "output": None, "error": task.fault.plain(), "usage": usage}
        urls = [f"{base}{CLIPS}{task.id}/{name}" for name in task.media]
        output: dict[str, Any] = {"video_urls": urls[: len(task.clips)]}
        if len(urls) > len(task.clips):
            output["last_frame_url"] = urls[-1]
        return seen | {"status": "completed", "output": output, "error": None, "usage": usage}

    def clip(self, task_id: str, name: str) -> Path | None:
        """The file of a finished video, or of its last frame; None when there is none, or no longer."""
        task = self._tasks.get(task_id)
        if task is None or task.gone:
            return None
        path = self.library.clip(task_id, name)
        return path if name in task.media and path.is_file() else None

    def _rehearse_refusal(self, account: Account, request: Generation, rehearsed: Rehearsal) -> None:
        if rehearsed.reject:
            raise refusal(rehearsed.reject)
        if rehearsed.wait is not None and request.prompt not in account.waited:
            account.waited.add(request.prompt)
            raise refusal("50001", headers={"Retry-After": str(rehearsed.wait)})

    def _next_failure(self, rehearsed: Rehearsal) -> SimulatedFault | None:
        """How the task is to fail. Raises ApiError when the settings want this request refused."""
        self._sound += 1
        met = [one for one in self._settings.failures if self._sound % one.every == 0]
        for one in met:
            if not happens_in_task(one):
                raise refusal(one.code)
        codes = [rehearsed.fail] if rehearsed.fail else [one.code for one in met]
        return simulated_fault(codes[0]) if codes else None

    async def _price(self, request: Generation) -> int:
        """Raises ApiError (PRICING_UNAVAILABLE, 30002)."""
        lengths = [await asyncio.to_thread(self._seconds, url) for url in request.videos]
        rates = self._prices.rates(self._models[request.model], request.resolution)
        cost = bill(rates, request.duration, lengths)
        if cost is None:
            raise refusal("30002", f"No price is configured for {request.model} at {request.resolution}")
        return cost

    def _seconds(self, url: str) -> Decimal:
        data = self.library.read(url)
        if data is None and self._settings.assumed_seconds is not None:
            return self._settings.assumed_seconds
        try:
            return video_seconds(BytesIO(data or b""))
        except UnreadableMediaError:
            raise refusal("PRICING_UNAVAILABLE") from None

    def _make(
        self,
        task_id: str,
        account: Account,
        request: Generation,
        rehearsed: Rehearsal,
        fault: SimulatedFault | None,
    ) -> Task:
        sway = 1 + self._settings.jitter * (2 * self._random.random() - 1)
        takes = rehearsed.slow if rehearsed.slow is not None else self._settings.latency * sway
        clips = 0 if fault or rehearsed.stuck else rehearsed.videos
        task = Task(
            id=task_id,
            account=account,
            model=request.model,
            created_at=self._clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            due=math.inf if rehearsed.stuck else self._clock.monotonic() + takes,
            fault=fault,
            gone=rehearsed.gone,
            clips=tuple(self._begin(task_id, n, request) for n in range(clips)),
            last_frame=request.wants_last_frame,
        )
        self._tasks[task_id] = task
        return task

    def _begin(self, task_id: str, number: int, request: Generation) -> "Future[None]":
        target = self.library.clip(task_id, f"{number}.mp4")
        return self._studio.draw(request, self._settings.slate(), target, self._random.getrandbits(32))

    async def _drawn(self, task: Task) -> bool:
        """Whether its clips are there, after some patience; a drawing that broke fails the task."""
        waiting = [asyncio.wrap_future(clip) for clip in task.clips]
        if not waiting:
            return True
        done, missing = await asyncio.wait(waiting, timeout=_DRAWING)
        if any(not clip.cancelled() and clip.exception() for clip in done):
            task.fault = simulated_fault("80003", "The simulator could not draw this clip")
            task.account.ledger.refund(task.id)
        return not missing

    def _settle(self) -> None:
        """Refund what has failed by now."""
        now = self._clock.monotonic()
        for task in self._tasks.values():
            if task.fault is not None and task.due <= now:
                task.account.ledger.refund(task.id)
