"""A model file's tree → `VideoModel`."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeVar

from seedance_make.core.request.price_table import rates_needed
from seedance_make.core.storyboard.fields import Setting
from seedance_make.core.storyboard.layers import ReportProblem
from seedance_make.core.storyboard.video_model import ModelField, ModelPrices, Output, VideoModel
from seedance_make.core.text.node import Node
from seedance_make.load.prices import read_date, read_rates

_T = TypeVar("_T")


def to_model(root: Node, source: str, report: ReportProblem) -> VideoModel:
    """The model that a file describes, whose form the schema has accepted. Problems of its prices are reported.
    `source`: where people are told that the prices come from."""
    said = root.mapping
    limits = said["limits"].mapping if "limits" in said else {}
    fields = {name: _field(node.mapping) for name, node in said["fields"].mapping.items()}
    billing = _text(said["billing"])
    rates = (
        read_rates(said["prices"], rates_needed(billing, fields), "prices", report)
        if "prices" in said
        else {}
    )
    return VideoModel(
        id=_text(said["model"]),
        title=_text(said.get("title")),
        source=_text(said.get("source")),
        confidence=_text(said.get("confidence")),
        fields=fields,
        excludes=tuple(
            (_text(one), _text(other)) for one, other in (p.items for p in _items(said, "excludes"))
        ),
        sends=_below(said.get("sends"), _constant),
        most_media=_whole(limits.get("media")),
        with_frames=_below(limits.get("with_frames"), _setting),
        billing=billing,
        prices=ModelPrices(
            as_of=read_date(said.get("as_of"), "as_of", report) or "", rates=rates, source=source
        ),
        output=_output(said["output"].mapping) if "output" in said else Output(),
    )


def _field(said: Mapping[str, Node]) -> ModelField:
    default = said.get("unsent") or said.get("default")
    return ModelField(
        values=tuple(map(_text, _items(said, "values"))),
        least=_whole(said.get("least")),
        most=_whole(said.get("most")),
        default=_setting(default) if default else None,
        unsent="unsent" in said,
        wire=_text(said.get("as")),
        list=_text(said.get("in")),
        role=_text(said.get("role")),
        when_true=_below(said["when_true"], _constant) if "when_true" in said else None,
    )


def _output(said: Mapping[str, Node]) -> Output:
    shown = Output()
    return Output(
        fps=_whole(said.get("fps")) or shown.fps,
        extra_frames=_whole(said.get("extra_frames")) or shown.extra_frames,
        pixels=_below(said.get("pixels"), lambda sizes: _below(sizes, _size)),
        last_frame=_text(said.get("last_frame")),
    )


def _size(node: Node) -> tuple[int, int]:
    width, height = (_whole(side) or 0 for side in node.items)
    return width, height


def _below(node: Node | None, read: Callable[[Node], _T]) -> dict[str, _T]:
    return {name: read(below) for name, below in (node.mapping if node else {}).items()}


def _items(said: Mapping[str, Node], key: str) -> tuple[Node, ...]:
    return said[key].items if key in said else ()


def _text(node: Node | None) -> str:
    return node.value.strip() if node and isinstance(node.value, str) else ""


def _whole(node: Node | None) -> int | None:
    return node.value if node and type(node.value) is int else None


def _setting(node: Node) -> Setting:
    return node.value if isinstance(node.value, str | int) else ""


def _constant(node: Node) -> object:
    """As JSON has it: what is always sent is no money, and may be a float."""
    if isinstance(node.value, Mapping):
        return _below(node, _constant)
    if isinstance(node.value, tuple):
        return [_constant(item) for item in node.items]
    return float(node.value) if isinstance(node.value, Decimal) else node.value
