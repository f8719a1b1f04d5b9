"""A project's own model file: its form by the schema, and what no schema can say of it."""

from collections.abc import Iterator, Mapping

from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.video_model import VideoModel
from seedance_make.core.text.diagnostic import Problem, errors
from seedance_make.core.text.node import Node, dotted
from seedance_make.load.models.library import shipped_ids
from seedance_make.load.models.rules import model_flaws
from seedance_make.load.models.to_model import to_model
from seedance_make.load.schema.check import check
from seedance_make.load.schema.file import MODEL_SCHEMA
from seedance_make.load.yaml.file_text import FileText


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
    for path, wording in model_flaws(root, model):
        yield Problem.worded(wording, root.at(path).place, dotted(path))
    name = root.mapping["model"]
    if model.id.casefold() in {name.casefold() for name in shipped_ids()}:
        way_out = "give it an id of its own; other prices go under `prices:` in the storyboard"
        yield Problem.worded(
            ("shipped-model", f"`{model.id}` is a model that ships", way_out), name.place, "model"
        )
    elif model.id in known:
        wording = ("one-model-twice", f"there is a `{model.id}` already", "give it an id of its own")
        yield Problem.worded(wording, name.place, "model")
