"""What was bought, for people: attempt by attempt, or summed up."""

from collections.abc import Sequence

from seedance_make.core.attempt.ledger import PAID, grouped, spending
from seedance_make.core.attempt.states import Attempt
from seedance_make.core.request.pricing import dollars
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, columns
from seedance_make.ui.words import local_time, many, take_name


def log_text(attempts: Sequence[Attempt], *, saved: int, color: bool, by: str | None = None) -> str:
    """What was bought, when, by which build, for how much; `by`: summed up (`ledger.GROUPINGS`). `saved` is credits of
    clips that came back for nothing."""
    paint = Paint(color)
    if not attempts:
        return "Nothing was bought yet.\n"
    lines = _grouped_lines(attempts, by) if by else _attempt_lines(attempts)
    lines[0] = paint(lines[0], "dim")
    total = spending(attempts)
    lines += [
        "",
        paint(
            f"Spent {dollars(total.spent)} (= {total.spent:,} credits) on {many(total.takes, 'take')}.",
            "bold",
        ),
    ]
    if total.charged != total.estimated:
        lines.append(
            f"Where a charge was reported: {dollars(total.charged)}, estimated {dollars(total.estimated)}."
        )
    if saved:
        lines.append(f"Saved {dollars(saved)}: clips that came back without being bought again.")
    return "\n".join(lines) + "\n"


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
