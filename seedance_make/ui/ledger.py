"""What was bought, for people: attempt by attempt, or summed up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seedance_make.core.attempt.ledger import PAID, grouped, spending
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.plan.limits import Headroom, StoreBudget
from seedance_make.core.request.fingerprint import parse_document
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.model import Receipt
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, columns
from seedance_make.ui.words import local_time, many, take_name


def log_text(
    attempts: Sequence[Attempt], *, saved: int, color: bool, by: str | None = None, others: Sequence[Receipt] = (),
) -> str:  # fmt: skip
    """What was bought, when, by which build, for how much; `by`: summed up (`ledger.GROUPINGS`). `saved` is credits of
    clips that came back for nothing; `others`: what the lock file names besides."""
    paint = Paint(color)
    if not attempts and not others:
        return "Nothing was bought yet.\n"
    blocks = []
    if attempts:
        lines = _grouped_lines(attempts, by) if by else _attempt_lines(attempts)
        blocks += [[paint(lines[0], "dim"), *lines[1:]], _totals(attempts, saved, paint)]
    if others:
        blocks.append(_elsewhere(others, paint, listed=by is None))
    if saved and not attempts:
        blocks.append([_saved(saved)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _totals(attempts: Sequence[Attempt], saved: int, paint: Paint) -> list[str]:
    total = spending(attempts)
    spent = f"Spent {dollars(total.spent)} (= {many(total.spent, 'credit')}) on {many(total.takes, 'take')}."
    lines = [paint(spent, "bold")]
    if total.charged != total.estimated:
        lines.append(
            f"Where a charge was reported: {dollars(total.charged)}, estimated {dollars(total.estimated)}."
        )
    return [*lines, *([_saved(saved)] if saved else [])]


def _saved(credit_count: int) -> str:
    return f"Saved {dollars(credit_count)}: clips that came back without being bought again."


def _elsewhere(receipts: Sequence[Receipt], paint: Paint, *, listed: bool) -> list[str]:
    """What the lock file knows of each purchase: no time, and no build."""
    worth = dollars(sum(r.credits for r in receipts))
    title = f"Bought elsewhere, by the lock file: {many(len(receipts), 'take')} for {worth}."
    if not listed:
        return [title]
    rows = [
        [f"  {take_name(plain(r.shot), r.take)}", *_size(r), dollars(r.credits), plain(r.task_id)]
        for r in receipts
    ]
    return [paint(title, "bold"), *columns(rows, right=frozenset({1, 3}))]


def _size(receipt: Receipt) -> tuple[str, str]:
    """Seconds and resolution, as the request that was bought says."""
    document = parse_document(receipt.document) if receipt.document else None
    request = document["request"] if document else {}
    seconds, resolution = request.get("duration"), request.get("resolution")
    return "" if seconds is None else f"{seconds} s", plain(str(resolution or ""))


def _grouped_lines(attempts: Sequence[Attempt], by: str) -> list[str]:
    rows = [
        [plain(name) if name is not None else f"no {by}", f"{group.takes:,}", dollars(group.spent)]
        for name, group in grouped(attempts, by).items()
    ]
    return columns([[by, "takes", "price"], *rows], right=frozenset({1, 2}))


def _attempt_lines(attempts: Sequence[Attempt]) -> list[str]:
    """A row each; a column that would be empty all the way is left out."""
    head = ["when", "shot", "state", "price", "", "build", "task", "request"]
    rows = [_log_row(a) for a in attempts]
    shown = [n for n, title in enumerate(head) if title not in {"", "request"} or any(row[n] for row in rows)]
    return columns([[row[n] for n in shown] for row in (head, *rows)], right=frozenset({3}))


def _log_row(attempt: Attempt) -> list[str]:
    charged = attempt.charged
    price = dollars(attempt.cost) if attempt.state in PAID else ""
    off = price and charged is not None and charged != attempt.credits
    state = attempt.state.lower().replace("_", " ")
    state += f" ({plain(attempt.code)})" if attempt.code and attempt.state not in PAID else ""
    name = take_name(plain(attempt.shot), attempt.take)
    estimated = f"est. {dollars(attempt.credits)}" if off else ""
    ids = (attempt.build[:8], attempt.task_id, attempt.request_id)
    when = local_time(attempt.submitted or attempt.created)
    return [when, name, state, price, estimated, *(plain(one or "") for one in ids)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetPage:
    """What a store has spent today and this month (UTC), by project (path of its manifest), and what it may. Credits."""

    origin: str
    limits: StoreBudget
    day: Mapping[str, int]
    month: Mapping[str, int]
    cap: int | None  # of the storyboard that stands here
    film: Headroom | None  # its budget

    @property
    def rows(self) -> tuple[tuple[str, int, int | None], ...]:
        """Period, spent, limit."""
        limits = self.limits
        return (
            ("today", sum(self.day.values()), limits.day),
            ("this month", sum(self.month.values()), limits.month),
        )

    def as_json(self) -> dict[str, object]:
        """The document of `budget --json`."""
        periods = {"day": self.day, "month": self.month}
        film = self.film and {"budget": self.film.limit.most, "spent": self.film.taken}
        return {
            "origin": self.origin,
            **{
                name: {"spent": spent, "limit": limit}
                for name, (_, spent, limit) in zip(periods, self.rows, strict=True)
            },
            "approve": self.limits.approve,
            "projects": [
                {"project": path, **{name: spent.get(path, 0) for name, spent in periods.items()}}
                for path in sorted(self.month.keys() | self.day.keys())
            ],
            "storyboard": {"max_credits": self.cap, **(film or {"budget": None, "spent": None})},
        }


def budget_text(page: BudgetPage, *, color: bool) -> str:
    """The whole page."""
    paint = Paint(color)
    left = "" if page.limits.day is None and page.limits.month is None else "left"
    rows = [["", "spent", "limit", left, ""]]
    for name, spent, limit in page.rows:
        rest = "" if limit is None else dollars(max(0, limit - spent))
        rows.append([name, dollars(spent), _limit(limit), rest, paint(_how_full(spent, limit), "warn")])
    lines = columns(rows, right=frozenset({1, 2, 3}))
    lines[0] = paint(lines[0], "dim")
    lines.insert(0, f"Every project and build of this store at {plain(page.origin)}; days and months in UTC.")
    if page.month:
        sums = sorted(page.month.items(), key=lambda item: (-item[1], item[0]))
        lines += ["", "This month:", *columns([[f"  {plain(path)}", dollars(n)] for path, n in sums])]
    lines.append("")
    film = page.film
    if film or page.cap is not None:
        cap = "no cap" if page.cap is None else f"cap of a build {dollars(page.cap)}"
        budget = (
            f"; budget of the film {dollars(film.limit.most)}, {dollars(film.taken)} of it is {film.limit.words.taken}"
            if film
            else ""
        )
        lines.append(f"This storyboard: {cap}{budget}.")
    if page.limits.approve:
        lines.append("A build without a terminal buys only what a person has approved.")
    lines.append(
        paint("A person sets it: budget --day N --month N (credits, 1,000 are $1), --approve on|off.", "dim")
    )
    return "\n".join(lines) + "\n"


def limits_text(before: StoreBudget, after: StoreBudget) -> str:
    """What a person is asked to set, beside what holds now."""
    rows = [
        ["  a day (UTC)", _limit(after.day), _limit(before.day)],
        ["  a month (UTC)", _limit(after.month), _limit(before.month)],
        ["  without a terminal", *("approved plans alone" if b.approve else "needs --yes and a cap" for b in (after, before))],
    ]  # fmt: skip
    return "".join(
        f"{line}\n"
        for line in columns([[*row[:2], f"(was {row[2]})" if row[1] != row[2] else ""] for row in rows])
    )


def _limit(credit_count: int | None) -> str:
    return "no limit" if credit_count is None else dollars(credit_count)


def _how_full(spent: int, limit: int | None) -> str:
    """Words for a limit of which less than a tenth is left."""
    if limit is None or (limit - spent) * 10 >= limit > 0:
        return ""
    return "used up" if spent >= limit else "near the limit"
