"""The models that there are: those that ship with the tool, and a project's own. A file of a shipped one is read when the
model is asked for: a film on one model reads one file."""

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


class ModelLibrary(Mapping[str, VideoModel]):
    """Model id → model: the default one first, then those that ship, by name, then the project's own in its order."""

    def __init__(self, own: Mapping[str, VideoModel] | None = None) -> None:
        self._own = own or {}
        self._names = dict.fromkeys((*shipped_ids(), *self._own))

    def __getitem__(self, name: str) -> VideoModel:
        if name not in self._names:
            raise KeyError(name)
        return self._own.get(name) or _shipped(name)

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@cache
def shipped_ids() -> tuple[str, ...]:
    """The ids of the models that ship: a file is named after its model."""
    names = sorted(e.name.removesuffix(_ENDING) for e in _FOLDER.iterdir() if e.name.endswith(_ENDING))
    return tuple(dict.fromkeys((DEFAULT_MODEL, *names)))


@cache
def shipped_models() -> ModelLibrary:
    """Those that ship, and no others."""
    return ModelLibrary()


@cache
def _shipped(name: str) -> VideoModel:
    """Its file is checked by a test, not here."""
    file = f"{name}{_ENDING}"
    root = parse_yaml(FileText.of(file, (_FOLDER / file).read_text(encoding="utf-8"))).root
    assert root is not None, file
    return to_model(root, "shipped", _wrong)


def _wrong(problem: Problem) -> None:
    raise AssertionError(problem)
