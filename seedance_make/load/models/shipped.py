"""The models that ship with the tool. Each is read when it is asked for: a film on one model reads one file."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from seedance_make.core.storyboard.video_model import DEFAULT_MODEL, VideoModel
from seedance_make.core.text.diagnostic import Problem
from seedance_make.load.models.to_model import to_model
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.tree import parse_yaml

_FOLDER = files("seedance_make") / "models"
_ENDING = ".yaml"


class ShippedModels(Mapping[str, VideoModel]):
    """Model id → model, the default one first. A model's file is named after it."""

    def __init__(self) -> None:
        names = sorted(e.name.removesuffix(_ENDING) for e in _FOLDER.iterdir() if e.name.endswith(_ENDING))
        self._models: dict[str, VideoModel | None] = dict.fromkeys((DEFAULT_MODEL, *names))

    def __getitem__(self, name: str) -> VideoModel:
        model = self._models[name]
        if model is None:
            model = self._models[name] = _read(name)
        return model

    def __contains__(self, name: object) -> bool:
        return name in self._models

    def __iter__(self) -> Iterator[str]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)


@cache
def shipped_models() -> ShippedModels:
    """All of them."""
    return ShippedModels()


def _read(name: str) -> VideoModel:
    """Its file is checked by a test, not here."""
    file = f"{name}{_ENDING}"
    root = parse_yaml(FileText.of(file, (_FOLDER / file).read_text(encoding="utf-8"))).root
    assert root is not None, file
    return to_model(root, "shipped", _wrong)


def _wrong(problem: Problem) -> None:
    raise AssertionError(problem)
