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
    written = root.mapping
    limits = written["limits"].mapping if "limits" in written else {}
    fields = {name: _field(node.mapping) for name, node in written["fields"].mapping.items()}
    billing = _text(written["billing"])
    rates = (
        read_rates(written["prices"], rates_needed(billing, fields), "prices", report)
        if "prices" in written
        else {}
    )
    return VideoModel(
        id=_text(written["model"]),
        title=_text(written.get("title")),
        source=_text(written.get("source")),
        confidence=_text(written.get("confidence")) or "yours",
        fields=fields,
        excludes=tuple(
            (_text(one), _text(other)) for one, other in (p.items for p in _items(written, "excludes"))
        ),
        sends=_below(written.get("sends"), _constant),
        most_media=_whole(limits.get("media")),
        with_frames=_below(limits.get("with_frames"), _setting),
        billing=billing,
        prices=ModelPrices(
            as_of=read_date(written.get("as_of"), "as_of", report) or "", rates=rates, source=source
        ),
        output=_output(written["output"].mapping) if "output" in written else Output(),
    )


def _field(written: Mapping[str, Node]) -> ModelField:
    default = written.get("unsent") or written.get("default")
    return ModelField(
        values=tuple(map(_text, _items(written, "values"))),
        least=_whole(written.get("least")),
        most=_whole(written.get("most")),
        default=_setting(default) if default else None,
        unsent="unsent" in written,
        wire=_text(written.get("as")),
        list=_text(written.get("in")),
        role=_text(written.get("role")),
        when_true=_below(written["when_true"], _constant) if "when_true" in written else None,
    )


def _output(written: Mapping[str, Node]) -> Output:
    default = Output()
    return Output(
        fps=_whole(written.get("fps")) or default.fps,
        extra_frames=_whole(written.get("extra_frames")) or default.extra_frames,
        pixels=_below(written.get("pixels"), lambda sizes: _below(sizes, _size)),
        last_frame=_text(written.get("last_frame")),
    )


def _size(node: Node) -> tuple[int, int]:
    width, height = (_whole(side) or 0 for side in node.items)
    return width, height


def _below(node: Node | None, read: Callable[[Node], _T]) -> dict[str, _T]:
    return {name: read(below) for name, below in (node.mapping if node else {}).items()}


def _items(written: Mapping[str, Node], key: str) -> tuple[Node, ...]:
    return written[key].items if key in written else ()


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
