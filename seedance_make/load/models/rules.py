"""What no schema can say of a model file: rules between its keys. Each yields the key at fault, and what a person reads."""

from collections.abc import Iterable
from itertools import chain

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Kind
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.core.text.diagnostic import Wording
from seedance_make.core.text.node import KeyPath, Node
from seedance_make.core.text.suggest import did_you_mean, joined

_SCALARS = {Kind.CHOICE, Kind.WHOLE, Kind.FLAG}
Flaws = Iterable[tuple[KeyPath, Wording]]


def model_flaws(root: Node, model: VideoModel) -> Flaws:
    """Everything that is wrong with a file whose form the schema has accepted, and which reads as `model`."""
    rules = (
        _defaults,
        _ranges,
        _roles,
        _names_on_the_wire,
        _excludes,
        _with_frames,
        _resolutions,
        _pixels,
        _dated,
    )
    return chain.from_iterable(rule(root, model) for rule in rules)


def _defaults(root: Node, model: VideoModel) -> Flaws:
    """Every scalar has one value that holds when nobody sets it."""
    for name, taken in model.fields.items():
        written = root.at(("fields", name)).mapping
        if SHOT_FIELDS[name].kind not in _SCALARS:
            continue
        if "default" in written and "unsent" in written:
            wording = (
                "two-defaults",
                "`default` and `unsent` both say what it is when nobody sets it",
                "keep one",
            )
            yield ("fields", name, "unsent"), wording
        elif taken.default is None:
            wording = (
                "missing-key",
                "`default` is missing",
                "write what it is when nobody sets it: `default: …`",
            )
            yield ("fields", name), wording
        elif not model.takes(name, taken.default):
            has = joined(taken.values) or f"{taken.least} to {taken.most}"
            key = "unsent" if taken.unsent else "default"
            yield (
                ("fields", name, key),
                ("bad-default", f"must be {has}, not {taken.default}", "choose one of them"),
            )


def _ranges(_root: Node, model: VideoModel) -> Flaws:
    for name, taken in model.fields.items():
        if taken.least is not None and taken.most is not None and taken.least > taken.most:
            message = f"`least` is {taken.least}, and `most` {taken.most}"
            yield ("fields", name), ("bad-range", message, "write the lower one as `least`")


def _roles(_root: Node, model: VideoModel) -> Flaws:
    """What goes into a list of the body has a role of its own there."""
    first: dict[tuple[str, str], str] = {}
    for name, taken in model.fields.items():
        if bool(taken.list) is not bool(taken.role):
            missing = "role" if taken.list else "in"
            way_out = "write it like `{in: image_with_roles, role: first_frame}`"
            yield ("fields", name), ("missing-key", f"`{missing}` is missing", way_out)
        elif taken.list and (other := first.setdefault((taken.list, taken.role), name)) != name:
            yield ("fields", name), ("one-name-twice", f"`{other}` has this role too", "give it another role")


def _names_on_the_wire(_root: Node, model: VideoModel) -> Flaws:
    """No two things have one name in the body: what is always sent must not take a field's place, nor the model's."""
    first = {"model": "model"} | {taken.list: name for name, taken in model.fields.items() if taken.list}
    for name, taken in model.fields.items():
        for wire in taken.when_true or (() if taken.list else (taken.wire or name,)):
            if (other := first.setdefault(wire, name)) != name:
                message = f"`{other}` goes by the name `{wire}` too"
                yield ("fields", name), ("one-name-twice", message, "name it with `as:`")
    for wire in model.sends:
        if wire in first:
            message = f"`{first[wire]}` goes by the name `{wire}`"
            yield (
                ("sends", wire),
                ("one-name-twice", message, "leave it out here: the storyboard says what it is"),
            )


def _excludes(root: Node, model: VideoModel) -> Flaws:
    for n, pair in enumerate(root.at(("excludes",)).items if "excludes" in root.mapping else ()):
        for m, node in enumerate(pair.items):
            if node.value not in model.fields:
                way_out = did_you_mean(str(node.value), model.fields, none="")
                yield (
                    ("excludes", n, m),
                    ("unknown-key", f"`{node.value}` is no field of this model", way_out),
                )


def _with_frames(_root: Node, model: VideoModel) -> Flaws:
    """What fields should be beside frames is what they may be."""
    for name, value in model.with_frames.items():
        path = ("limits", "with_frames", name)
        if name not in model.defaults:
            yield (
                path,
                (
                    "unknown-key",
                    f"`{name}` is no setting of this model",
                    did_you_mean(name, model.defaults, none=""),
                ),
            )
        elif not model.takes(name, value):
            yield (
                path,
                ("bad-default", f"this model's `{name}` is never {value}", "write a value that it takes"),
            )


def _resolutions(root: Node, model: VideoModel) -> Flaws:
    """Prices and pixels are of resolutions that there are."""
    values = model.fields["resolution"].values
    written = root.mapping
    output = written["output"].mapping if "output" in written else {}
    for path, table in ((("prices",), written.get("prices")), (("output", "pixels"), output.get("pixels"))):
        for name in table.mapping if table else ():
            if name not in values:
                message = f"`{name}` is no resolution of this model"
                yield (*path, name), ("unknown-key", message, f"there is {joined(values)}")


def _pixels(_root: Node, model: VideoModel) -> Flaws:
    """Sizes are of aspect ratios that there are, and of pictures that H.264 can hold."""
    shapes = model.fields["aspect_ratio"].values if "aspect_ratio" in model.fields else ()
    for resolution, sizes in model.output.pixels.items():
        for shape, size in sizes.items():
            path = ("output", "pixels", resolution, shape)
            if shapes and shape not in shapes:
                message = f"`{shape}` is no aspect ratio of this model"
                yield path, ("unknown-key", message, f"there is {joined(shapes)}")
            elif any(side % 2 for side in size):
                message = f"{size[0]} × {size[1]} has an odd side, and H.264 has even ones alone"
                yield path, ("odd-side", message, "write the even numbers that the model delivers")


def _dated(root: Node, model: VideoModel) -> Flaws:
    """Prices move, so people are told how old these are."""
    if model.prices.rates and "as_of" not in root.mapping:
        way_out = "write the day they were read: `as_of: 2026-07-23`"
        yield ("prices",), ("missing-key", "prices must be dated: `as_of` is missing", way_out)
