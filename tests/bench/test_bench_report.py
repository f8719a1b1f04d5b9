"""What the benchmarks say of their figures; the figures themselves are no test's business."""

from process import Run
from report import BUILD, NOTHING, Row, chart, list_scheduling, page, table


def _run(wall: float) -> Run:
    return Run(wall=wall, cpu=wall / 2, memory=40)


_ROWS = (
    Row(NOTHING, 1000, _run(0.05), "ninja", _run(0.02)),
    Row(NOTHING, 10_000, _run(0.2), "ninja", _run(0.05)),
    Row(BUILD, 100, _run(0.02)),
    Row(BUILD, 1000, _run(0.02)),
    Row("makespan, -j 8", 500, _run(88), "list scheduling", _run(80), "8 questions a task"),
)


def test_the_table_has_a_line_a_figure() -> None:
    assert table(_ROWS).splitlines()[2:] == [
        "| nothing to do | 1,000 | 50.0 ms | 25.0 ms | 40 MB | 2.50 × ninja |",
        "| nothing to do | 10,000 | 0.20 s | 0.10 s | 40 MB | 4.00 × ninja |",
        "| build, a task | 100 | 20.0 ms | 10.0 ms | 40 MB |  |",
        "| build, a task | 1,000 | 20.0 ms | 10.0 ms | 40 MB |  |",
        "| makespan, -j 8 | 500 | 88.00 s | 44.00 s | 40 MB | 1.10 × list scheduling; 8 questions a task |",
    ]
    assert table(_ROWS) in page(_ROWS)


def test_the_chart_has_a_line_for_what_has_several_sizes() -> None:
    drawn = chart(_ROWS)
    names = ("nothing to do", "ninja, nothing to do", "build, a task (CPU)")
    assert [f">{name}</text>" in drawn for name in names] == [True] * 3
    assert drawn.count("<polyline") == 3


def test_list_scheduling_fills_the_first_lane_that_is_free() -> None:
    assert list_scheduling([5, 1, 2, 3], 2) == 6
    assert list_scheduling([1, 1], 8) == 1
