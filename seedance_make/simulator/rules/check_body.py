"""A POST's JSON value → a request, by the rules of the model that it names."""

from collections.abc import Mapping
from typing import Any

from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, VideoModel
from seedance_make.simulator.faults import refusal
from seedance_make.simulator.rules.by_file import read_by_file
from seedance_make.simulator.rules.document import read_by_document
from seedance_make.simulator.rules.generation import Generation
from seedance_make.simulator.rules.values import shown


def check_body(body: object, models: Mapping[str, VideoModel], *, paths: bool = False) -> Generation:
    """The request. `paths`: absolute paths pass for URLs. Raises ApiError (20001, 20002, 20004)."""
    if not isinstance(body, dict):
        raise refusal("20001")
    model = _model(body, models)
    if model.id == DEFAULT_MODEL:
        return read_by_document(body, paths=paths)
    return read_by_file(body, model, paths=paths)


def _model(body: Mapping[str, Any], models: Mapping[str, VideoModel]) -> VideoModel:
    name = body.get("model")
    if not isinstance(name, str) or not name:
        raise refusal("20002", "model is required")
    if name not in models:
        raise refusal("20004", f"model {shown(name)} is not supported; use {' or '.join(models)}")
    return models[name]
