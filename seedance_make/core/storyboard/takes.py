"""Takes: which generations of a shot are asked for, and which of them is the film."""

from collections.abc import Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.layers import ReportProblem, Value
from seedance_make.core.text.diagnostic import Problem

MOST_TAKES = 1000
"""Of one shot. A bound on what a typing error can ask for; the schema has the same one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Takes:
    """`choice` is False when several takes exist and none was chosen: what needs the clip's frames waits."""

    numbers: tuple[int, ...]
    chosen: int
    choice: bool


def takes_of(fields: Mapping[str, Value], report: ReportProblem) -> Takes:
    """`takes: 3` is 1, 2, 3; a list is just those; without it there is the one that `take` names, else 1."""
    named = _number(fields.get("take"))
    numbers = _numbers(fields.get("takes")) or ((named or 1),)
    if named is None:
        return Takes(numbers=numbers, chosen=numbers[0], choice=len(numbers) == 1)
    if named in numbers:
        return Takes(numbers=numbers, chosen=named, choice=True)
    value = fields["take"]
    report(
        Problem(
            place=value.node.place,
            path=value.path,
            name="take-not-among-takes",
            message=f"take {named} is not among takes {_listed(numbers)}",
            help=f"choose one of them, or have it made too: `takes: [{_listed(tuple(sorted((*numbers, named))))}]`",
            also=(fields["takes"].node.place,),
        )
    )
    return Takes(numbers=numbers, chosen=numbers[0], choice=True)


def _number(value: Value | None) -> int | None:
    written = value.node.value if value else None
    return written if type(written) is int and written > 0 else None


def _numbers(value: Value | None) -> tuple[int, ...]:
    """Sorted, without repeats; nothing for what the schema refuses."""
    if value is None:
        return ()
    count = _number(value)
    if count is not None:
        return tuple(range(1, count + 1)) if count <= MOST_TAKES else ()
    return tuple(sorted({n.value for n in value.node.items if type(n.value) is int and n.value > 0}))


def _listed(numbers: tuple[int, ...]) -> str:
    shown = ", ".join(map(str, numbers[:12]))
    return f"{shown}, …" if len(numbers) > 12 else shown
