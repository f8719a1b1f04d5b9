"""A project's own model file: its form by the schema, and what no schema can say of it."""

from collections.abc import Iterable, Iterator, Mapping

from seedance_make.core.storyboard.fields import SHOT_FIELDS, Kind
from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.core.text.diagnostic import Problem, Wording, errors
from seedance_make.core.text.node import KeyPath, Node, dotted
from seedance_make.core.text.suggest import did_you_mean, joined
from seedance_make.load.models.library import shipped_ids
from seedance_make.load.models.to_model import to_model
from seedance_make.load.schema.check import check
from seedance_make.load.schema.file import MODEL_SCHEMA
from seedance_make.load.yaml.file_text import FileText

_SCALARS = {Kind.CHOICE, Kind.WHOLE, Kind.FLAG}


def read_model(
    root: Node, text: FileText, known: Mapping[str, VideoModel], report: ReportProblem
) -> VideoModel | None:
    """The model; None when anything is wrong with its file, which is reported. `known`: the project's models so far."""
    problems = list(check(root, text, schema=MODEL_SCHEMA))
    model = None if problems else to_model(root, text.file, problems.append)
    if model is not None:
        problems += _whole_problems(root, model, known)
    for problem in problems:
        report(problem)
    return None if errors(problems) else model


def _whole_problems(root: Node, model: VideoModel, known: Mapping[str, VideoModel]) -> Iterator[Problem]:
    for rule in (_defaults, _ranges, _names_on_the_wire, _excludes, _resolutions, _dated):
        for path, wording in rule(root, model):
            node = root.at(path)
            yield Problem.worded(wording, node.place, dotted(path))
    name = root.mapping["model"]
    if model.id in shipped_ids():
        way_out = "give it an id of its own; other prices go under `prices:` in the storyboard"
        yield Problem.worded(
            ("shipped-model", f"`{model.id}` is a model that ships", way_out), name.place, "model"
        )
    elif model.id in known:
        wording = ("one-model-twice", f"there is a `{model.id}` already", "give it an id of its own")
        yield Problem.worded(wording, name.place, "model")


Flaws = Iterable[tuple[KeyPath, Wording]]


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


def _names_on_the_wire(_root: Node, model: VideoModel) -> Flaws:
    """No two fields have one name in the body, and a list of the body has roles."""
    first: dict[str, str] = {}
    for name, taken in model.fields.items():
        wire = taken.wire or name
        if bool(taken.list) is not bool(taken.role):
            missing = "role" if taken.list else "in"
            way_out = "write it like `{in: image_with_roles, role: first_frame}`"
            yield ("fields", name), ("missing-key", f"`{missing}` is missing", way_out)
        elif not taken.list and taken.when_true is None and first.setdefault(wire, name) != name:
            message = f"`{first[wire]}` goes by the name `{wire}` too"
            yield ("fields", name), ("one-name-twice", message, "name it with `as:`")


def _excludes(root: Node, model: VideoModel) -> Flaws:
    for n, pair in enumerate(root.at(("excludes",)).items if "excludes" in root.mapping else ()):
        for m, node in enumerate(pair.items):
            if node.value not in model.fields:
                way_out = did_you_mean(str(node.value), model.fields, none="")
                yield (
                    ("excludes", n, m),
                    ("unknown-key", f"`{node.value}` is no field of this model", way_out),
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


def _dated(root: Node, _model: VideoModel) -> Flaws:
    """Prices move, so people are told how old these are."""
    if "prices" in root.mapping and "as_of" not in root.mapping:
        way_out = "write the day they were read: `as_of: 2026-07-23`"
        yield ("prices",), ("missing-key", "prices must be dated: `as_of` is missing", way_out)
