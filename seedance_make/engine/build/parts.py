"""What a person asks of a run, and the parts that carry it out, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedance_make.core.plan.facts import Bought, Snapshot
from seedance_make.core.plan.limits import SpendingLimits, SpendingTally
from seedance_make.core.plan.model import Options, Plan
from seedance_make.core.request.receipts import purchases
from seedance_make.engine.build.media_upload import MediaPublisher
from seedance_make.engine.build.ownership import Ownership
from seedance_make.engine.build.poll import Poller
from seedance_make.engine.build.rate_limits import RateLimits
from seedance_make.engine.build.ready_takes import Take, chosen_takes
from seedance_make.engine.build.submit import Submitter
from seedance_make.engine.build.take import TakeBuilder
from seedance_make.engine.interrupt import Interrupt
from seedance_make.engine.team.claimed import ClaimedPurchases
from seedance_make.engine.team.claims import Claims
from seedance_make.engine.team.share import Sharing
from seedance_make.engine.world import Network, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a person asks of this run. Times are seconds."""

    spending: SpendingLimits
    jobs: int = 8
    timeout: float = 1800.0
    interval: float | None = None
    fail_fast: bool = False
    buy: bool = True  # False: --no-buy


def assemble(
    world: World,
    network: Network | None,
    interrupt: Interrupt,
    plan: Plan,
    snapshot: Snapshot,
    options: Options,
    orders: Orders,
    clips: Mapping[Take, Bought | None],
) -> TakeBuilder:
    """What brings the takes' clips. Without a `network` only what is here already. `clips`: of takes that have ended."""
    api = network.api if network else None
    claims = Claims(world=world, team=world.team, interrupt=interrupt, api=api)
    limits = RateLimits(clock=world.clock, interrupt=interrupt, jobs=orders.jobs)
    submitter = poller = media = None
    if network is not None:
        submitter = Submitter(
            world=world, network=network, interrupt=interrupt, limits=limits,
            guard=SpendingTally(spending=orders.spending, budget=world.budget).include(plan.claimed), profile=plan.profile, claims=claims,
        )  # fmt: skip
        poller = Poller(
            world=world,
            network=network,
            interrupt=interrupt,
            limits=limits,
            timeout=orders.timeout,
            interval=orders.interval,
        )
        media = MediaPublisher(world=world, network=network)
    ownership = Ownership(world=world, interrupt=interrupt, poller=poller)
    claimed = ClaimedPurchases(
        world=world, team=world.team, interrupt=interrupt, ownership=ownership, submitter=submitter,
        sharing=Sharing(world=world, team=world.team, claims=claims, interrupt=interrupt), timeout=orders.timeout,
    )  # fmt: skip
    receipts = world.receipts()
    return TakeBuilder(
        world=world, interrupt=interrupt, limits=limits, snapshot=snapshot, options=options, submitter=submitter,
        ownership=ownership, claimed=claimed, media=media, buys=orders.buy,
        purchases=purchases(receipts, world.origin), chosen=chosen_takes(plan.actions), clips=clips,
    )  # fmt: skip
