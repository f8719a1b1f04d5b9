"""Media as written → URLs, files of the project, frames of other shots; and the graph that these make."""

from typing import Any

import pytest
from resolving import resolved, told

from seedance_make.core.storyboard.graph import arrange
from seedance_make.core.storyboard.media.read import media_identity


def media(text: str, **kind: Any) -> dict[str, Any]:
    board = resolved(text, **kind)
    assert told(board) == []
    return {
        shot.name: {field: [media_identity(m) for m in found] for field, found in shot.media.items()}
        for shot in board.shots
    }


def test_a_path_is_relative_to_the_file_that_names_it_and_kept_relative_to_the_project() -> None:
    more = {
        "acts/act2.yaml": "shots: {b: {first_frame: ../pics/./b.png}, c: {first_frame: own/c.png}}\n",
        "acts/deep/cast.yaml": "cast: {m: {text: M, reference_images: [m.png]}}\n",
    }
    text = "shots: {a: {first_frame: pics/a.png}, d: {prompt: '{{ cast.m }}'}}"
    expected = {
        "b": {"first_frame_url": [("file", "pics/b.png")]},
        "c": {"first_frame_url": [("file", "acts/own/c.png")]},
        "a": {"first_frame_url": [("file", "pics/a.png")]},
        "d": {"reference_image_urls": [("file", "acts/deep/m.png")]},
    }
    assert media(text, more=more) == expected
    elsewhere = {f"film/{file}": told_ for file, told_ in more.items()}
    assert media(text, file="film/storyboard.yaml", more=elsewhere) == expected


def test_a_frame_of_another_shot_goes_on_from_where_it_ends() -> None:
    text = """
shots:
  a: {prompt: x}
  b: {first_frame: {shot: a}}
  c: {first_frame: {shot: a, frame: first}, last_frame: {shot: b}}
  d: {first_frame: p.png, last_frame: {shot: b, frame: last}}
  e: {prompt: x, reference_images: [{shot: a}, {shot: a, frame: first}]}
"""
    assert media(text) == {
        "a": {},
        "b": {"first_frame_url": [("frame", "a", "last")]},
        "c": {"first_frame_url": [("frame", "a", "first")], "last_frame_url": [("frame", "b", "first")]},
        "d": {"first_frame_url": [("file", "p.png")], "last_frame_url": [("frame", "b", "last")]},
        "e": {"reference_image_urls": [("frame", "a", "last"), ("frame", "a", "first")]},
    }


def test_urls_are_kept_as_written_and_loopback_only_where_the_api_is() -> None:
    text = "shots: {a: {first_frame_url: 'HTTP://Example.com:80/A%20b?c=#d'}, b: {first_frame: 'http://127.0.0.1:1/x'}}"
    assert media(text, loopback=True) == {
        "a": {"first_frame_url": [("url", "HTTP://Example.com:80/A%20b?c=#d")]},
        "b": {"first_frame_url": [("url", "http://127.0.0.1:1/x")]},
    }
    assert told(resolved(text)) == [
        (
            "1:84-106: shots.b.first_frame: `127.0.0.1` is this machine, which the API cannot reach"
            " (the API fetches media itself, from the open internet)"
        )
    ]


@pytest.mark.parametrize(
    ("field", "message"),
    [
        (
            "first_frame: ../a.png",
            "a local file must be inside the project (copy it beside the manifest and name it by its relative path)",
        ),
        (
            "first_frame: pics/../../a.png",
            "a local file must be inside the project (copy it beside the manifest and name it by its relative path)",
        ),
        (
            "first_frame: ..",
            "a local file must be inside the project (copy it beside the manifest and name it by its relative path)",
        ),
        (
            "first_frame: /etc/passwd",
            "a local file must be inside the project (copy it beside the manifest and name it by its relative path)",
        ),
        (
            "first_frame: //host/a.png",
            "a local file must be inside the project (copy it beside the manifest and name it by its relative path)",
        ),
        (r"first_frame: pics\a.png", "a path is written with `/` (write `pics/a.png`)"),
        (r"first_frame: C:\a.png", "a path is written with `/` (write `C:/a.png`)"),
        (
            "first_frame_url: pics/a.png",
            "must be an http or https URL (a local file goes under `first_frame`)",
        ),
        (
            "last_frame_url: a.png, first_frame: b.png",
            "must be an http or https URL (a local file goes under `last_frame`)",
        ),
    ],
)
def test_paths_that_cannot_be(field: str, message: str) -> None:
    (line,) = told(resolved(f"shots: {{a: {{{field}}}}}"))
    assert line.split(": ", 2)[2] == message


def test_entries_of_lists_are_counted_in_the_path() -> None:
    text = "shots: {a: {prompt: x, reference_image_urls: [https://example.com/a, b.png], reference_audios: [ftp://x]}}"
    assert told(resolved(text)) == [
        "1:70-75: shots.a.reference_image_urls[1]: must be an http or https URL (a local file goes under `reference_images`)",
        (
            "1:97-104: shots.a.reference_audios[0]: must be an http or https URL, not `ftp:`"
            " (the API fetches media itself, from the open internet)"
        ),
    ]


def test_an_unknown_shot_a_ring_itself_and_a_disabled_one() -> None:
    text = """
shots:
  opening: {prompt: x, enabled: false}
  b: {first_frame: {shot: opning}}
  c: {first_frame: {shot: c}}
  d: {prompt: x, reference_images: [{shot: f}]}
  e: {first_frame: p.png, last_frame: {shot: d}}
  f: {first_frame: {shot: e}}
  g: {first_frame: {shot: opening}}
  h: {first_frame: {shot: opening}, enabled: false}
"""
    assert told(resolved(text)) == [
        "4:27-33: shots.b.first_frame.shot: no shot is named `opning` (did you mean `opening`?)",
        "5:27-28: shots.c: needs itself: c → c (a shot can only take a frame of one that is made before it)",
        "6:44-45: shots.d: needs itself: d → f → e → d (break the ring at one of these shots) [8:27] [7:46]",
        "9:27-34: shots.g: needs a frame of `opening`, which is disabled (enable `opening`, or disable `g` too)",
    ]


def test_a_frame_at_a_moment() -> None:
    text = """
shots:
  a: {prompt: x, duration: 4}
  b: {first_frame: {shot: a, at: 2.50}}
  c: {first_frame: {shot: a, at: 0}, last_frame: {shot: b, at: 3}}
  d: {prompt: x, reference_images: [{shot: a, at: 1e-1}]}
"""
    assert media(text) == {
        "a": {},
        "b": {"first_frame_url": [("frame", "a", "at-2.5")]},
        "c": {"first_frame_url": [("frame", "a", "first")], "last_frame_url": [("frame", "b", "at-3")]},
        "d": {"reference_image_urls": [("frame", "a", "at-0.1")]},
    }


def test_a_moment_that_cannot_be() -> None:
    text = """
profiles: {draft: {duration: 4}}
shots:
  a: {prompt: x, duration: 6}
  b: {first_frame: {shot: a, at: 5.5}, last_frame: {shot: a, at: 6}}
  c: {first_frame: {shot: a, at: 1, frame: last}}
  d: {prompt: x, reference_images: [{shot: a, at: 2.33333333}]}
"""
    besides = [
        "6:30-32: shots.c.first_frame.at: `at` and `frame` both say which frame (keep one of them)",
        "7:51-61: shots.d.reference_images[0].at: a moment has at most 6 decimals (write `at: 2.333`)",
    ]
    assert told(resolved(text)) == [
        "5:66-67: shots.b: `a` lasts 6 seconds: it has no frame at 6 s (name a moment before 6, or write `frame: last`)",
        *besides,
    ]
    assert told(resolved(text, "draft")) == [
        "5:34-37: shots.b: `a` lasts 4 seconds: it has no frame at 5.5 s (name a moment before 4, or write `frame: last`)",
        "5:66-67: shots.b: `a` lasts 4 seconds: it has no frame at 6 s (name a moment before 4, or write `frame: last`)",
        *besides,
    ]


def test_a_ring_through_the_cast_is_a_ring() -> None:
    text = "cast: {m: {text: M, reference_images: [{shot: a}]}}\nshots: {a: {prompt: '{{ cast.m }}'}, b: {prompt: 'and {{ cast.m }}'}}"
    assert told(resolved(text)) == [
        "1:47-48: shots.a: needs itself: a → a (a shot can only take a frame of one that is made before it)"
    ]


def test_a_chain_of_thousands_and_a_list_of_thousands() -> None:
    chain = "".join(f"  s{n}: {{first_frame: {{shot: s{n + 1}}}}}\n" for n in range(1500))
    assert told(resolved(f"shots:\n{chain}  s1500: {{prompt: x}}\n")) == []
    wrong = ", ".join(f"{{shot: nobody{n}}}" for n in range(1500))
    board = resolved(f"shots:\n{chain}  s1500: {{prompt: x, reference_images: [{wrong}]}}\n")
    assert len(board.problems) == 1500


@pytest.mark.parametrize(
    ("edges", "order", "rings"),
    [
        ({}, "", []),
        ({"a": "b", "b": "c", "c": ""}, "cba", []),
        ({"a": "bc", "b": "c", "c": "", "d": "a"}, "cbad", []),
        ({"a": "xyz"}, "a", []),
        ({"a": "a"}, "a", ["a"]),
        ({"a": "b", "b": "a"}, "ba", ["ab"]),
        ({"c": "b", "b": "a", "a": "b"}, "abc", ["ba"]),
        ({"a": "bc", "b": "a", "c": "a"}, "bca", ["ab", "ac"]),
        ({"d": "a", "a": "b", "b": "c", "c": "ad"}, "cbad", ["abc", "dabc"]),
    ],
)
def test_an_order_of_need_and_each_ring_once(edges: dict[str, str], order: str, rings: list[str]) -> None:
    found, circles = arrange(edges)
    assert ("".join(found), ["".join(ring) for ring in circles]) == (order, rings)
