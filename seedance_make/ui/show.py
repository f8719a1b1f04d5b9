"""`show` for people: one take in full, its exact body, and where each value comes from."""

from seedance_make.core.plan.model import Action, Want
from seedance_make.core.request.pricing import Estimate, dollars
from seedance_make.core.request.request import body
from seedance_make.core.text.redact import plain
from seedance_make.ui.paint import Paint, View, columns, plain_value
from seedance_make.ui.words import pretty_json, reason_words, take_name


def show_text(
    want: Want,
    *,
    estimate: Estimate | None,
    folder: str,
    width: int,
    color: bool,
    action: Action | None = None,
    several_models: bool = False,
) -> str:
    """One take in full: the model where the storyboard has several, mode, price, fingerprint, the exact body, and where each value comes from. `folder` is the
    output tree's."""
    view = View(paint=Paint(color), width=width)
    facts = [["model", plain(want.request.model.id)]] if several_models else []
    facts += [["mode", want.request.mode.value], ["fingerprint", want.fingerprint or _not_yet(want)]]
    facts += [["price", _estimate(estimate)], ["output", plain(f"{folder}/{want.output}")]]
    facts += [["state", ": ".join(p for p in (action.state.value, _why(action)) if p)]] if action else []
    facts += [["note", plain(want.shot.note)]] if want.shot.note else []
    blocks = [[view.paint(take_name(want.shot.name, want.take), "bold"), *columns(facts)]]
    blocks.append(["request", *(f"  {line}" for line in pretty_json(body(want.request)).splitlines())])
    origins = [[f"  {plain(name)}", plain(origin.name)] for name, origin in want.shot.origins.items()]
    blocks += [["from", *columns(origins)]] if origins else []
    blocks.append(
        [line for r in want.shot.remarks for line in plain_value(f"note: {plain(r)}", "yellow", view)]
    )
    return "\n\n".join("\n".join(b) for b in blocks if b) + "\n"


def _not_yet(want: Want) -> str:
    return f"not yet: needs the clip of {', '.join(want.request.waits_for)}"


def _estimate(estimate: Estimate | None) -> str:
    if estimate is None:
        return "no price in the table"
    least = "" if estimate.exact else "at least "
    if estimate.usd_per_second is None:
        return f"{least}{dollars(estimate.credits)} (a task)"
    rate = format(estimate.usd_per_second, "f")
    return f"{least}{dollars(estimate.credits)} ({estimate.billable_seconds} s × ${rate})"


def _why(action: Action) -> str:
    """The reason, without the words of the state beside which it stands."""
    why = reason_words(action.reason).removeprefix(f"{action.state}: ")
    return "" if why == action.state else why
