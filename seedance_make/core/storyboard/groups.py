"""Groups: fields for every shot whose name matches a glob. They stand between `defaults` and the shot, later ones
stronger."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from seedance_make.core.storyboard.layers import Layer, ReportProblem, layer
from seedance_make.core.storyboard.model import Manifest
from seedance_make.core.storyboard.names import matches
from seedance_make.core.text.diagnostic import Place, Problem, Severity
from seedance_make.core.text.suggest import Guide, short


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One entry of `groups`."""

    glob: str
    place: Place  # of the glob
    fields: Layer
    shots: tuple[str, ...]  # that it is for, in storyboard order


def groups_of(manifest: Manifest, report: ReportProblem) -> tuple[Group, ...]:
    """The groups, from weakest to strongest."""
    return tuple(
        Group(
            glob=glob,
            place=node.key or node.place,
            fields=layer(node.mapping, f"groups.{glob}", report),
            shots=tuple(name for name in manifest.shots if matches(glob, name)),
        )
        for glob, node in manifest.groups.items()
    )


def layers_by_shot(groups: Iterable[Group]) -> Mapping[str, tuple[Layer, ...]]:
    """Shot → the layers of its groups; a shot without one is not in it."""
    layers: dict[str, tuple[Layer, ...]] = {}
    for group in groups:
        for shot in group.shots:
            layers[shot] = (*layers.get(shot, ()), group.fields)
    return layers


def folder_globs(names: Iterable[str]) -> tuple[str, ...]:
    """A glob for every folder that the names of shots lead through, sorted."""
    return tuple(
        sorted({f"{name[:end]}/*" for name in names for end, sign in enumerate(name) if sign == "/"})
    )


def idle_groups(groups: Iterable[Group], shots: Iterable[str]) -> Iterator[Problem]:
    """A warning for each group that no shot is in: most likely a slip in its glob."""
    names = tuple(shots)
    guide = Guide(known=(*folder_globs(names), *names), none="there is no shot yet")
    for group in groups:
        if not group.shots:
            yield Problem(
                place=group.place,
                path=f"groups.{group.glob}",
                name="group-without-shots",
                message=f"no shot's name matches `{short(group.glob)}`",
                help=guide.help(group.glob),
                severity=Severity.WARNING,
            )
