"""`groups`: fields for every shot whose name matches a glob."""

from resolving import resolved, told

from seedance_make.core.storyboard.model import ResolvedShot

FILM = """\
styles: {calm: Calm., storm: Storm.}
defaults: {style: calm, resolution: 480p, duration: 4}
groups:
  act2/*: {style: storm, duration: 6, tags: [wet]}
  "*/fire": {duration: 8, tags: null}
  door: {note: the first}
profiles:
  draft: {duration: 5}
shots:
  door: {prompt: a}
  act2/wave: {prompt: b}
  act2/deep/fire: {prompt: c, style: null}
"""


def by_name(text: str, profile: str | None = None) -> dict[str, ResolvedShot]:
    board = resolved(text, profile)
    assert told(board) == []
    return {shot.name: shot for shot in board.shots}


def test_a_group_stands_between_defaults_and_the_shot_and_a_later_one_is_stronger() -> None:
    shots = by_name(FILM)
    assert {name: (s.prompt, s.resolution, s.duration, s.tags, s.note) for name, s in shots.items()} == {
        "door": ("a Calm.", "480p", 4, (), "the first"),
        "act2/wave": ("b Storm.", "480p", 6, ("wet",), None),
        "act2/deep/fire": ("c", "480p", 8, (), None),
    }
    assert {field: shots["act2/wave"].origins[field].name for field in ("duration", "resolution")} == {
        "duration": "storyboard.yaml:4",
        "resolution": "storyboard.yaml:2",
    }


def test_a_profile_is_stronger() -> None:
    assert [shot.duration for shot in by_name(FILM, "draft").values()] == [5, 5, 5]


def test_a_group_without_shots_is_a_warning_that_names_the_nearest() -> None:
    shots = "shots: {act2/door: {prompt: x}, wave: {prompt: y}}"
    assert told(resolved(f"groups:\n  act22/*: {{duration: 6}}\n  wafe: {{duration: 6}}\n{shots}")) == [
        "2:3-10: groups.act22/*: warning: no shot's name matches `act22/*` (did you mean `act2/*`?)",
        "3:3-7: groups.wafe: warning: no shot's name matches `wafe` (did you mean `wave`?)",
    ]
    assert told(resolved(f"groups: {{zzz: {{note: x}}}}\n{shots}")) == [
        (
            "1:10-13: groups.zzz: warning: no shot's name matches `zzz`"
            " (there is `act2/*`, `act2/door`, `wave`)"
        ),
    ]
    assert told(resolved(f"groups: {{zzz: {{}}}}\nlint: {{ignore: [group-without-shots]}}\n{shots}")) == []


def test_what_a_group_says_is_looked_at_once_whoever_inherits_it() -> None:
    board = resolved(
        "groups:\n  s*: {style: nior, prompt: '{{ x }}'}\n  z*: {cast: [m]}\nstyles: {noir: dark}\n"
        "lint: {ignore: [group-without-shots]}\nshots: {s1: {}, s2: {style: null, prompt: y}}"
    )
    assert told(board) == [
        "2:15-19: groups.s*.style: no style is named `nior` (did you mean `noir`?)",
        "2:33-34: groups.s*.prompt: nothing is named `x` (there is `styles.noir`)",
        "3:15-16: groups.z*.cast[0]: nobody of the cast is named `m` (this storyboard has no `cast` yet)",
    ]


def test_what_a_shot_inherits_from_a_group_is_named_where_it_stands() -> None:
    board = resolved(
        "groups: {'*': {first_frame: a.png, first_frame_url: https://x.example/a.png}}\n"
        "shots: {a: {prompt: x, reference_images: [b.png]}}"
    )
    assert told(board) == [
        (
            "1:36-51: groups.*.first_frame_url: `first_frame_url` and `first_frame` are one field"
            " (keep one of them) [1:16]"
        ),
        (
            "2:9-10: shots.a: `first_frame` cannot stand together with `reference_images`"
            " (the API goes by one or the other: unset what it inherits: `first_frame: null`)"
        ),
    ]
