"""A problem as people see it: the place, the line, a caret below the right characters, and no secret."""

import json
from typing import Any

import pytest

from seedance_make.core.plan.json import problems_json
from seedance_make.core.text.diagnostic import Place, Problem, Severity
from seedance_make.ui.diagnostics import render_problems


def _problem(line: int, column: int, end: int, **facts: Any) -> Problem:
    place = Place(file="storyboard.yaml", line=line, column=column, end=end)
    return Problem(**{"place": place, "path": "shots.a", "name": "n", "message": "is wrong", **facts})


def _one(text: str, column: int, end: int, **facts: Any) -> str:
    return render_problems([_problem(1, column, end, **facts)], {"storyboard.yaml": text})


def test_the_form() -> None:
    source = "\n" * 13 + "    duration: 16\n"
    problem = _problem(
        14, 15, 17, path="shots.opening.duration", message="must be 4 to 15 seconds, not 16", help="…"
    )
    assert render_problems([problem], {"storyboard.yaml": source}) == (
        "storyboard.yaml:14:15: shots.opening.duration: must be 4 to 15 seconds, not 16\n"
        "   14 |     duration: 16\n"
        "      |               ^^\n"
        "   help: …\n"
    )


def test_a_warning_without_path_and_without_help() -> None:
    assert _one("a: b", 4, 5, severity=Severity.WARNING, path="") == (
        "storyboard.yaml:1:4: warning: is wrong\n    1 | a: b\n      |    ^\n"
    )


def test_several_one_below_the_other() -> None:
    text = render_problems([_problem(1, 1, 2), _problem(2, 1, 2)], {"storyboard.yaml": "a\nb"})
    assert text.splitlines() == [
        "storyboard.yaml:1:1: shots.a: is wrong",
        "    1 | a",
        "      | ^",
        "storyboard.yaml:2:1: shots.a: is wrong",
        "    2 | b",
        "      | ^",
    ]
    assert render_problems([], {}) == ""


def test_a_source_that_is_not_at_hand() -> None:
    assert (
        render_problems([_problem(9, 1, 2, help="h")], {})
        == "storyboard.yaml:9:1: shots.a: is wrong\n   help: h\n"
    )
    assert (
        render_problems([_problem(9, 1, 2)], {"storyboard.yaml": "a"})
        == "storyboard.yaml:9:1: shots.a: is wrong\n"
    )


@pytest.mark.parametrize(
    ("line", "column", "end", "shown", "marks"),
    [
        ("\ta: b", 5, 6, "    a: b", "       ^"),
        ("a: 字字 b", 7, 8, "a: 字字 b", "        ^"),
        ("a: 字字", 4, 6, "a: 字字", "   ^^^^"),
        ("a: e\u0301 b", 7, 8, "a: e\u0301 b", "     ^"),
        ("a: b", 5, 6, "a: b", "    ^"),
        ("a: \x1b[31m", 4, 9, "a: ␛[31m", "   ^^^^^"),
        ("a: \u202eb", 5, 6, "a: <U+202E>b", "           ^"),
        ("a: \ud800", 4, 5, "a: <U+D800>", "   ^^^^^^^^"),
        ("a: \x9b\x00", 5, 6, "a: <U+009B>␀", "           ^"),
    ],
)
def test_the_caret_stands_below_its_characters(
    line: str, column: int, end: int, shown: str, marks: str
) -> None:
    assert _one(line, column, end).splitlines()[1:] == [f"    1 | {shown}", f"      | {marks}"]


def test_a_line_number_of_six_digits() -> None:
    assert render_problems([_problem(123456, 1, 2)], {"storyboard.yaml": "\n" * 123455 + "a"}).splitlines()[
        1:
    ] == [
        "123456 | a",
        "       | ^",
    ]


def test_a_long_line_is_shown_around_its_place() -> None:
    line = "".join(f"{n:04d} " for n in range(1000))
    head, source, marks = _one(line, 2501, 2505).splitlines()
    assert head == "storyboard.yaml:1:2501: shots.a: is wrong"
    assert (
        source
        == "    1 | …93 0494 0495 0496 0497 0498 0499 0500 0501 0502 0503 0504 0505 0506 0507 0508 0509 0510 0511 0512 …"
    )
    assert marks.index("^") == source.index("0500")
    assert marks.count("^") == 4


def test_a_value_of_megabytes() -> None:
    _, source, marks = _one("a: " + "x" * 5_000_000, 4, 5_000_004).splitlines()
    assert len(source) < 120
    assert len(marks) <= len(source)


def test_other_places_are_shown_too() -> None:
    there = Place(file="storyboard.yaml", line=1, column=1, end=2)
    elsewhere = Place(file="act2.yaml", line=1, column=3, end=6)
    text = render_problems(
        [_problem(2, 1, 2, also=(there, elsewhere), help="h")],
        {"storyboard.yaml": "a: 1\na: 2", "act2.yaml": "  abc"},
    )
    assert text == (
        "storyboard.yaml:2:1: shots.a: is wrong\n"
        "    2 | a: 2\n"
        "      | ^\n"
        "    1 | a: 1\n"
        "      | -\n"
        "      --> act2.yaml:1:3\n"
        "    1 |   abc\n"
        "      |   ---\n"
        "   help: h\n"
    )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("api_key: rk_live_abc123", "api_key: ██████████████"),
        ("prompt: say rk_live_abc123 aloud", "prompt: say ██████████████ aloud"),
        ("api_key: hunter2 # mine", "api_key: ███████ █ ████"),
        ('  REAPI_API_KEY: "a b"', "  REAPI_API_KEY: ██ ██"),
        ("{api-key: hunter2, x: y}", "{api-key: ███████, x: y}"),
        ("password=hunter2", "password=███████"),
        ("authorization: Bearer abc123", "authorization: ██████ ██████"),
        ("note: Bearer abc_123 x", "note: Bearer ███████ x"),
        ("note: a bearer of news", "note: a bearer of news"),
        ("first_frame_url: https://user:pw@example.com/a", "first_frame_url: https://███████@example.com/a"),
        (
            "first_frame_url: https://user:p/w@example.com/a",
            "first_frame_url: https://████████@example.com/a",
        ),
        ("u: https://a.example/x?X-Amz-Signature=abc&b=c", "u: https://a.example/x?X-Amz-Signature=███&b=c"),
        ("prompt: she keeps a secret: a key", "prompt: she keeps a secret: a key"),
        ("note: mail a@b.example", "note: mail a@b.example"),
    ],
)
def test_what_looks_like_a_secret_is_blacked_out(source: str, shown: str) -> None:
    assert _one(source, 1, 2).splitlines()[1] == f"    1 | {shown}"


def test_a_secret_whose_key_stands_above() -> None:
    for above in ("api_key: |", "api_key:"):
        text = render_problems([_problem(2, 3, 4)], {"storyboard.yaml": f"{above}\n  hunter2\nx: y"})
        assert text.splitlines()[1] == "    2 |   ███████"


def test_a_secret_far_to_the_right() -> None:
    line = "x " * 5000 + "rk_live_abc123 " + "y " * 5000
    assert "rk_live" not in _one(line, 10_005, 10_006)
    assert "█" in _one(line, 10_005, 10_006)


def test_messages_quote_no_secret_and_steer_no_terminal() -> None:
    problem = _problem(
        1, 1, 2, path="a\x1b]0;x\x07", message="not rk_live_abc123\u202e", help="https://u:p@h/\n"
    )
    assert render_problems([problem], {}) == (
        "storyboard.yaml:1:1: a␛]0;x␇: not ██████████████<U+202E>\n   help: https://███@h/␊\n"
    )
    assert problems_json([problem])[0]["message"] == "not ██████████████<U+202E>"


def test_colour_only_wraps() -> None:
    problem = _problem(1, 4, 5, help="h", severity=Severity.WARNING)
    text = render_problems([problem], {"storyboard.yaml": "a: b"}, color=True)
    assert text == (
        "\x1b[1mstoryboard.yaml:1:4:\x1b[0m \x1b[1;33mwarning:\x1b[0m shots.a: is wrong\n"
        "    1 | a: b\n"
        "      |    \x1b[1;33m^\x1b[0m\n"
        "   \x1b[36mhelp:\x1b[0m h\n"
    )


def test_as_data() -> None:
    data = problems_json([_problem(1, 4, 5, help="h"), _problem(2, 1, 2, severity=Severity.WARNING)])
    assert json.loads(json.dumps(data)) == [
        {"file": "storyboard.yaml", "line": 1, "column": 4, "path": "shots.a", "severity": "error", "name": "n",
         "message": "is wrong", "help": "h"},
        {"file": "storyboard.yaml", "line": 2, "column": 1, "path": "shots.a", "severity": "warning", "name": "n",
         "message": "is wrong", "help": None},
    ]  # fmt: skip
