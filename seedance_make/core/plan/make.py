"""The plan as a whole: each take decided, twins joined, waits explained, everything priced."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from seedance_make.core.plan.decide import decide
from seedance_make.core.plan.facts import Snapshot
from seedance_make.core.plan.model import PAYS, Action, ActionKind, Options, Plan, ShotState, Want
from seedance_make.core.plan.outputs import removals
from seedance_make.core.plan.rules.lengths import length_limits
from seedance_make.core.plan.rules.pins import pin_problems
from seedance_make.core.plan.rules.publishability import publishing_problems
from seedance_make.core.plan.rules.small_limits import small_limits
from seedance_make.core.plan.rules.unpriced import unpriced
from seedance_make.core.plan.twins import join_twins
from seedance_make.core.plan.wants import wants
from seedance_make.core.request.causes import ChangedTake, with_causes
from seedance_make.core.request.changes import Change, reason_of
from seedance_make.core.request.price_table import PriceTable
from seedance_make.core.request.pricing import dollars, estimate, priced
from seedance_make.core.storyboard.graph import by_need, upstream, with_upstream
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.core.storyboard.rules.lint import unsilenced
from seedance_make.core.text.diagnostic import in_order


def make_plan(board: Storyboard, snapshot: Snapshot, options: Options) -> Plan:
    """Decide everything that is asked for. Pure: the same facts give the same plan."""
    only = None if options.only is None else with_upstream(board.shots, options.only)
    every = snapshot.takes or wants(board, snapshot)
    wanted = [w for w in every if (only is None or w.shot.name in only) and options.wants(w)]
    problems = [*board.problems, *unpriced((w.shot for w in wanted), snapshot.prices)]
    problems += small_limits(board.manifest, board.shots, snapshot.prices)
    actions = [action_for(w, snapshot, options) for w in wanted]
    actions = _settle_waits(join_twins(_with_causes(actions, board)))
    limits = length_limits(wanted, snapshot.lengths)
    problems += (p for p in limits if p.name not in board.manifest.lint_ignore)
    problems += pin_problems(wanted, snapshot)
    unpublishable = tuple(
        publishing_problems((a.want.shot for a in actions if a.buys and a.want), snapshot.publishability)
    )
    problems += unpublishable
    if only is None:
        actions += removals(snapshot)
    return Plan(
        model=board.manifest.model,
        origin=snapshot.origin,
        profile=board.profile,
        output=board.output,
        prices_as_of=_oldest_prices(board, actions, snapshot.prices),
        actions=tuple(actions),
        problems=in_order(unsilenced(problems, board.manifest.lint_ignore)),
        unpublishable=unpublishable,
        models=tuple(dict.fromkeys(shot.model.id for shot in board.shots if shot.enabled)),
        notes=(
            *notes(snapshot),
            *_team_unasked(actions, snapshot),
            *_second_hand(actions),
            *_below_list(actions),
            *_idle_consents(actions, options),
        ),
    )


def _oldest_prices(board: Storyboard, actions: Iterable[Action], table: PriceTable) -> str:
    """The date of the oldest prices that this plan goes by."""
    priced_by = {a.want.request.model.id: a.want.request.model for a in actions if a.want and a.estimate}
    return min(table.of(model).as_of for model in priced_by.values() or [board.model])


def action_for(want: Want, snapshot: Snapshot, options: Options) -> Action:
    """What is done for one take, priced: for the plan, and again when the last clip that it waited for has come."""
    verdict = decide(want, snapshot, options)
    pays = verdict.kind in PAYS and priced(want.request, snapshot.prices)
    return Action(
        shot=want.shot.name,
        take=want.take,
        output=want.output,
        verdict=verdict,
        want=want,
        estimate=estimate(want.request, snapshot.prices, snapshot.lengths) if pays else None,
        needs=upstream(want.shot) if verdict.kind in PAYS else (),
        selected=options.only is None or want.shot.name in options.only,
    )


def _with_causes(actions: Sequence[Action], board: Storyboard) -> list[Action]:
    """What changed, with what was edited where that can be told."""
    changed = [
        ChangedTake(shot=a.want.shot, request=a.want.request, changes=a.changed)
        for a in actions
        if a.want and a.changed
    ]
    if not changed:
        return list(actions)
    causes = iter(with_causes(changed, board.manifest, {shot.name: shot for shot in board.shots}))
    return [_caused(a, next(causes)) if a.want and a.changed else a for a in actions]


def _caused(action: Action, changed: tuple[Change, ...]) -> Action:
    bought = action.kind is ActionKind.BUY and action.state is ShotState.CHANGED
    reason = reason_of(changed) if bought else action.reason
    return replace(action, verdict=replace(action.verdict, changed=changed, reason=reason))


def _settle_waits(actions: Sequence[Action]) -> list[Action]:
    """Name the shot that each wait is for. Where its clip cannot come by itself nothing is bought: such a wait has no
    price, in any total."""
    chosen = {a.shot: a for a in actions if a.want and a.take == a.want.shot.chosen}
    stuck = {name for name, a in chosen.items() if _cannot_come(a)}
    for shot in by_need(a.want.shot for a in chosen.values() if a.want):
        if chosen[shot.name].kind is ActionKind.WAIT and stuck.intersection(upstream(shot)):
            stuck.add(shot.name)
    return [_settled_wait(a, a.want, chosen, stuck) if a.want else a for a in actions]


def _settled_wait(action: Action, want: Want, chosen: Mapping[str, Action], stuck: set[str]) -> Action:
    if action.kind is not ActionKind.WAIT:
        return action
    reasons = [_wait_reason(name, chosen.get(name)) for name in want.request.waits_for]
    estimate = None if stuck.intersection(want.request.waits_for) else action.estimate
    return replace(action, verdict=replace(action.verdict, reason="; ".join(reasons)), estimate=estimate)


_STUCK = frozenset({ActionKind.BLOCKED, ActionKind.LOST, ActionKind.REFUSED, ActionKind.EDITED})


def _cannot_come(action: Action) -> bool:
    return action.kind in _STUCK or not (action.want and action.want.shot.choice)


def _wait_reason(name: str, up: Action | None) -> str:
    if up and up.want and not up.want.shot.choice:
        takes = ", ".join(map(str, up.want.shot.takes))
        return f"waits for a choice among the takes {takes} of {name}: pick {name} K"
    if up and up.kind in _STUCK:
        return f"waits for {name}, which is {up.state}"
    return f"waits for {name}" + (f" ({up.kind})" if up else "")


def _idle_consents(actions: Iterable[Action], options: Options) -> list[str]:
    """A take that was named for a second purchase and is not lost: the name changes nothing, which is worth a word."""
    return [
        f"{a.shot}@{a.take} is not lost: --rebuy changes nothing there"
        for a in actions
        if a.want and options.rebuys(a.want) and a.state is not ShotState.LOST
    ]


def notes(snapshot: Snapshot) -> list[str]:
    """What people should know besides the actions."""
    lines = [
        f"{a.shot}@{a.take}: the request of {a.created} has an unknown outcome, and the shot has changed or gone since: "
        f"resolve {a.short}"
        for a in snapshot.orphans
    ]
    if snapshot.journal_gone:
        lines.append(
            "the store's journal is gone (journal.db): requests that were in flight or unknown are not known any more; "
            "look at your account's tasks before you buy"
        )
    return [*lines, *_off_prices(snapshot)]


def _team_unasked(actions: Iterable[Action], snapshot: Snapshot) -> Iterator[str]:
    """A plan asks no network; its price may be more than what a build will ask for."""
    open_to_it = any(a.buys or a.kind is ActionKind.BLOCKED for a in actions)
    if snapshot.team is not None and not snapshot.team.asked and open_to_it:
        yield "the team store was not asked: `build` asks it first, and what it has comes for nothing"


def _off_prices(snapshot: Snapshot) -> Iterator[str]:
    """Models whose last tasks have cost something else than the table says, each by itself."""
    models = dict.fromkeys(model for model, _, _ in snapshot.charged)
    for model in models:
        tasks = [(estimated, charged) for name, estimated, charged in snapshot.charged if name == model]
        estimated, charged = map(sum, zip(*tasks, strict=True))
        if estimated and abs(charged - estimated) * 20 > estimated:
            percent = round((charged - estimated) * 100 / estimated)
            of = f" of {model}" if len(models) > 1 else ""
            yield (
                f"the last {len(tasks)} tasks{of} cost {percent:+d} % against the price table: "
                "look at the model page and set prices: in the manifest"
            )


def _second_hand(actions: Iterable[Action]) -> Iterator[str]:
    """Models that something is bought with and that nobody has described at first hand."""
    bought = {a.want.request.model.id: a.want.request.model for a in actions if a.buys and a.want}
    yield from filter(None, (model.doubt for model in bought.values()))


def _below_list(actions: Iterable[Action]) -> Iterator[str]:
    """Prices of the storyboard below those of the model itself: whoever says yes to the sum knows of both."""
    lowered = [
        a.estimate for a in actions if a.buys and a.estimate and a.estimate.listed > a.estimate.ceiling
    ]
    if lowered:
        ours, listed = sum(e.ceiling for e in lowered), sum(e.listed for e in lowered)
        yield (
            f"{dollars(ours)} of this is by the storyboard's `prices:`; by the models' own prices it is {dollars(listed)}, "
            "and so much counts against this store's limits"
        )
