"""Bad storyboards as a person sees them: real YAML in, the whole message out."""

from pathlib import Path

import pytest
from load_tools import manifest_of

from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.load.manifest.read import join_problems, read_manifest
from seedance_make.ui.diagnostics import render_problems

CASES = (
    (
        "names that leave the folder",
        r"""
shots:
  ../x: {prompt: a}
  /y: {prompt: b}
  a//b: {prompt: c}
""",
        r"""
storyboard.yaml:3:3: shots.../x: each part of a shot's name begins with a letter or a digit, not with `.`
    3 |   ../x: {prompt: a}
      |   ^^^^
   help: write `x`
storyboard.yaml:4:3: shots./y: a shot's name is a relative path without empty parts
    4 |   /y: {prompt: b}
      |   ^^
   help: write `y`
storyboard.yaml:5:3: shots.a//b: a shot's name is a relative path without empty parts
    5 |   a//b: {prompt: c}
      |   ^^^^
   help: write `a/b`
""",
    ),
    (
        "names that some systems refuse",
        r"""
shots:
  dot.: {prompt: a}
  CON: {prompt: b}
  wave.mp4: {prompt: c}
  _x: {prompt: d}
""",
        r"""
storyboard.yaml:3:3: shots.dot.: no part of a shot's name ends in a dot: Windows drops it
    3 |   dot.: {prompt: a}
      |   ^^^^
   help: write `dot`
storyboard.yaml:4:3: shots.CON: `CON` is a reserved name of Windows
    4 |   CON: {prompt: b}
      |   ^^^
   help: write `shot-CON`
storyboard.yaml:5:3: shots.wave.mp4: no part of a shot's name ends in `.mp4`: the output gets that ending by itself
    5 |   wave.mp4: {prompt: c}
      |   ^^^^^^^^
   help: write `wave`
storyboard.yaml:6:3: shots._x: each part of a shot's name begins with a letter or a digit, not with `_`
    6 |   _x: {prompt: d}
      |   ^^
   help: write `x`
""",
    ),
    (
        "a name that ends in a line break",
        r"""
shots:
  "new\n": {prompt: a}
""",
        r"""
storyboard.yaml:3:3: shots.'new\n': U+000A cannot stand in a shot's name
    3 |   "new\n": {prompt: a}
      |   ^^^^^^^
   help: write `new`
""",
    ),
    (
        "names that differ in case only",
        r"""
shots:
  A: {prompt: a}
  a: {prompt: b}
""",
        r"""
storyboard.yaml:4:3: shots.a: differs from `A` (storyboard.yaml:3) only in upper and lower case
    4 |   a: {prompt: b}
      |   ^
    3 |   A: {prompt: a}
      |   -
   help: many file systems take them for one file: rename one
""",
    ),
    (
        "composed beside decomposed",
        r"""
shots:
  café: {prompt: a}
  café: {prompt: b}
""",
        r"""
storyboard.yaml:3:3: shots.café: `é` cannot stand in a shot's name
    3 |   café: {prompt: a}
      |   ^^^^
   help: write `cafe`
storyboard.yaml:4:3: shots.café: U+0301 cannot stand in a shot's name
    4 |   café: {prompt: b}
      |   ^^^^
   help: write `cafe`
""",
    ),
    (
        "one field twice",
        r"""
shots:
  a: {first_frame: x.png, first_frame_url: https://example.com/x.png}
""",
        r"""
storyboard.yaml:3:27: shots.a.first_frame_url: `first_frame_url` and `first_frame` are one field
    3 |   a: {first_frame: x.png, first_frame_url: https://example.com/x.png}
      |                           ^^^^^^^^^^^^^^^
    3 |   a: {first_frame: x.png, first_frame_url: https://example.com/x.png}
      |       -----------
   help: keep one of them
""",
    ),
    (
        "one list twice",
        r"""
shots:
  a:
    prompt: x
    reference_images: [x.png]
    reference_image_urls: [https://example.com/x.png]
""",
        r"""
storyboard.yaml:6:5: shots.a.reference_image_urls: `reference_image_urls` and `reference_images` are one field
    6 |     reference_image_urls: [https://example.com/x.png]
      |     ^^^^^^^^^^^^^^^^^^^^
    5 |     reference_images: [x.png]
      |     ----------------
   help: keep one of them
""",
    ),
    (
        "no prompt",
        r"""
shots:
  a: {duration: 6}
  b:
""",
        r"""
storyboard.yaml:3:3: shots.a: has no prompt, and no frame or reference either
    3 |   a: {duration: 6}
      |   ^
   help: add `prompt`, or `first_frame`
storyboard.yaml:4:3: shots.b: has no prompt, and no frame or reference either
    4 |   b:
      |   ^
   help: add `prompt`, or `first_frame`
""",
    ),
    (
        "audio alone",
        r"""
shots:
  a: {reference_audios: [x.mp3], prompt: x}
""",
        r"""
storyboard.yaml:3:3: shots.a: reference audio needs an image or a video beside it
    3 |   a: {reference_audios: [x.mp3], prompt: x}
      |   ^
   help: add `reference_images` or `reference_videos`
""",
    ),
    (
        "frame with references",
        r"""
shots:
  a: {first_frame: x.png, reference_images: [y.png]}
""",
        r"""
storyboard.yaml:3:3: shots.a: `first_frame` cannot stand together with `reference_images`
    3 |   a: {first_frame: x.png, reference_images: [y.png]}
      |   ^
   help: the API goes by one or the other: leave one out
""",
    ),
    (
        "last frame alone",
        r"""
shots:
  a: {last_frame: x.png}
""",
        r"""
storyboard.yaml:3:3: shots.a: `last_frame` needs a first frame
    3 |   a: {last_frame: x.png}
      |   ^
   help: add `first_frame`: the API ends a clip on a picture only when it begins with one
""",
    ),
    (
        "too many",
        r"""
shots:
  a: {reference_images: [1.png, 2.png, 3.png, 4.png, 5.png, 6.png, 7.png, 8.png, 9.png, 10.png]}
  b: {prompt: x, reference_videos: [1.mp4, 2.mp4, 3.mp4, 4.mp4]}
  c: {reference_images: [1.png], reference_audios: [1.mp3, 2.mp3, 3.mp3, 4.mp3]}
""",
        r"""
storyboard.yaml:3:25: shots.a.reference_images: must have at most 9 images, not 10
    3 |   a: {reference_images: [1.png, 2.png, 3.png, 4.png, 5.png, 6.png, 7.png, 8.png, 9.png, 10.png]}
      |                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: leave 1 out; 10 images are taken by `doubao-seedance-2.5`, not by `seedance-2.0-mini`
storyboard.yaml:4:36: shots.b.reference_videos: must have at most 3 videos, not 4
    4 |   b: {prompt: x, reference_videos: [1.mp4, 2.mp4, 3.mp4, 4.mp4]}
      |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: leave 1 out
storyboard.yaml:5:52: shots.c.reference_audios: must have at most 3 audios, not 4
    5 |   c: {reference_images: [1.png], reference_audios: [1.mp3, 2.mp3, 3.mp3, 4.mp3]}
      |                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: leave 1 out
""",
    ),
    (
        "lists that are none",
        r"""
shots:
  a: {prompt: x, reference_images: []}
  b: {prompt: x, reference_images: y.png}
""",
        r"""
storyboard.yaml:3:36: shots.a.reference_images: must not be an empty list
    3 |   a: {prompt: x, reference_images: []}
      |                                    ^^
   help: leave `reference_images` out; `null` unsets what `defaults` say
storyboard.yaml:4:36: shots.b.reference_images: must be a list, not text
    4 |   b: {prompt: x, reference_images: y.png}
      |                                    ^^^^^
   help: write `reference_images: [y.png]`, or each entry on a line of its own, after `- `
""",
    ),
    (
        "schemes",
        r"""
shots:
  a: {first_frame: "data:image/png;base64,AA"}
  b: {first_frame: file:///x.png}
  c: {first_frame_url: ftp://example.com/x.png}
""",
        r"""
storyboard.yaml:3:20: shots.a.first_frame: must be an http or https URL, not `data:`
    3 |   a: {first_frame: "data:image/png;base64,AA"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: the API takes no data in place of an address: save it as a file and name its path
storyboard.yaml:4:20: shots.b.first_frame: must be an http or https URL, not `file:`
    4 |   b: {first_frame: file:///x.png}
      |                    ^^^^^^^^^^^^^
   help: name a local file by its path, without `file:`
storyboard.yaml:5:24: shots.c.first_frame_url: must be an http or https URL, not `ftp:`
    5 |   c: {first_frame_url: ftp://example.com/x.png}
      |                        ^^^^^^^^^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
""",
    ),
    (
        "a password in a URL",
        r"""
shots:
  a: {first_frame: "https://anna:hunter2@example.com/x.png"}
""",
        r"""
storyboard.yaml:3:20: shots.a.first_frame: a URL must not carry a user name or password
    3 |   a: {first_frame: "https://████████████@example.com/x.png"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: use an address that needs none, such as a signed link
""",
    ),
    (
        "bad URLs",
        r"""
shots:
  a: {first_frame: "https://example.com/a b.png"}
  b: {first_frame: https:///x.png}
  c: {first_frame: "https://example.com:99999/x.png"}
""",
        r"""
storyboard.yaml:3:20: shots.a.first_frame: a URL has no blanks, line breaks or backslashes
    3 |   a: {first_frame: "https://example.com/a b.png"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: write %20 for a blank and / for a backslash
storyboard.yaml:4:20: shots.b.first_frame: the URL has no host
    4 |   b: {first_frame: https:///x.png}
      |                    ^^^^^^^^^^^^^^
   help: write it as https://HOST/PATH
storyboard.yaml:5:20: shots.c.first_frame: the URL's port must be 1 to 65535
    5 |   c: {first_frame: "https://example.com:99999/x.png"}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: leave it out where it is the usual one
""",
    ),
    (
        "private hosts",
        r"""
shots:
  a: {first_frame: http://localhost/x.png}
  b: {first_frame: http://2130706433/}
  c: {first_frame: "http://[::1]/"}
  d: {first_frame: http://192.168.1.1/x.png}
  e: {first_frame: http://169.254.169.254/latest}
""",
        r"""
storyboard.yaml:3:20: shots.a.first_frame: `localhost` is this machine, which the API cannot reach
    3 |   a: {first_frame: http://localhost/x.png}
      |                    ^^^^^^^^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
storyboard.yaml:4:20: shots.b.first_frame: `127.0.0.1` is this machine, which the API cannot reach
    4 |   b: {first_frame: http://2130706433/}
      |                    ^^^^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
storyboard.yaml:5:20: shots.c.first_frame: `::1` is this machine, which the API cannot reach
    5 |   c: {first_frame: "http://[::1]/"}
      |                    ^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
storyboard.yaml:6:20: shots.d.first_frame: `192.168.1.1` is a private address, which the API cannot reach
    6 |   d: {first_frame: http://192.168.1.1/x.png}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
storyboard.yaml:7:20: shots.e.first_frame: `169.254.169.254` is a private address, which the API cannot reach
    7 |   e: {first_frame: http://169.254.169.254/latest}
      |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   help: the API fetches media itself, from the open internet
""",
    ),
    (
        "a path in a URL's field",
        r"""
shots:
  a: {first_frame_url: pics/x.png}
""",
        r"""
storyboard.yaml:3:24: shots.a.first_frame_url: must be an http or https URL
    3 |   a: {first_frame_url: pics/x.png}
      |                        ^^^^^^^^^^
   help: a local file goes under `first_frame`
""",
    ),
    (
        "outside the project",
        r"""
shots:
  a: {first_frame: ../x.png}
""",
        r"""
storyboard.yaml:3:20: shots.a.first_frame: a local file must be inside the project
    3 |   a: {first_frame: ../x.png}
      |                    ^^^^^^^^
   help: copy it beside the manifest and name it by its relative path
""",
    ),
    (
        "unknown names",
        r"""
vars: {coat: yellow}
styles: {noir: Dark.}
cast: {mara: {text: Mara}}
shots:
  a: {prompt: "{{ coot }} on {{ cast.maar }}", style: nior, cast: [mora]}
  b: {first_frame: {shot: aa}}
""",
        r"""
storyboard.yaml:6:19: shots.a.prompt: nothing is named `coot`
    6 |   a: {prompt: "{{ coot }} on {{ cast.maar }}", style: nior, cast: [mora]}
      |                   ^^^^
   help: did you mean `coat`?
storyboard.yaml:6:33: shots.a.prompt: nothing is named `cast.maar`
    6 |   a: {prompt: "{{ coot }} on {{ cast.maar }}", style: nior, cast: [mora]}
      |                                 ^^^^^^^^^
   help: did you mean `cast.mara`?
storyboard.yaml:6:55: shots.a.style: no style is named `nior`
    6 |   a: {prompt: "{{ coot }} on {{ cast.maar }}", style: nior, cast: [mora]}
      |                                                       ^^^^
   help: did you mean `noir`?
storyboard.yaml:6:68: shots.a.cast[0]: nobody of the cast is named `mora`
    6 |   a: {prompt: "{{ coot }} on {{ cast.maar }}", style: nior, cast: [mora]}
      |                                                                    ^^^^
   help: did you mean `mara`?
storyboard.yaml:7:27: shots.b.first_frame.shot: no shot is named `aa`
    7 |   b: {first_frame: {shot: aa}}
      |                           ^^
   help: did you mean `a`?
""",
    ),
    (
        "a shot that needs itself",
        r"""
shots:
  a: {first_frame: {shot: a}}
""",
        r"""
storyboard.yaml:3:27: shots.a: needs itself: a → a
    3 |   a: {first_frame: {shot: a}}
      |                           ^
   help: a shot can only take a frame of one that is made before it
""",
    ),
    (
        "a ring of shots",
        r"""
shots:
  a: {first_frame: {shot: c}}
  b: {first_frame: {shot: a}}
  c: {first_frame: {shot: b}}
""",
        r"""
storyboard.yaml:3:27: shots.a: needs itself: a → c → b → a
    3 |   a: {first_frame: {shot: c}}
      |                           ^
    5 |   c: {first_frame: {shot: b}}
      |                           -
    4 |   b: {first_frame: {shot: a}}
      |                           -
   help: break the ring at one of these shots
""",
    ),
    (
        "frame of a disabled shot",
        r"""
shots:
  a: {prompt: x, enabled: false}
  b: {first_frame: {shot: a}}
""",
        r"""
storyboard.yaml:4:27: shots.b: needs a frame of `a`, which is disabled
    4 |   b: {first_frame: {shot: a}}
      |                           ^
   help: enable `a`, or disable `b` too
""",
    ),
    (
        "take not among takes",
        r"""
shots:
  a:
    prompt: x
    takes: [1, 3]
    take: 2
""",
        r"""
storyboard.yaml:6:11: shots.a.take: take 2 is not among takes 1, 3
    6 |     take: 2
      |           ^
    5 |     takes: [1, 3]
      |            ------
   help: choose one of them, or have it made too: `takes: [1, 2, 3]`
""",
    ),
    (
        "bad pins",
        r"""
shots:
  a: {prompt: x, pin: not-hex-at-all}
  b: {prompt: y, pin: abc123}
""",
        r"""
storyboard.yaml:3:23: shots.a.pin: must be 12 to 64 hex digits of a sha256, not not-hex-at-all
    3 |   a: {prompt: x, pin: not-hex-at-all}
      |                       ^^^^^^^^^^^^^^
   help: `seedance-make pin SHOT` writes it
storyboard.yaml:4:23: shots.b.pin: must be 12 to 64 hex digits of a sha256, not abc123
    4 |   b: {prompt: y, pin: abc123}
      |                       ^^^^^^
   help: `seedance-make pin SHOT` writes it
""",
    ),
    (
        "a ring of variables",
        r"""
vars:
  a: "{{ b }}"
  b: x {{ a }}
shots:
  s: {prompt: x}
""",
        r"""
storyboard.yaml:3:10: vars.a: `a` needs itself: a → b → a
    3 |   a: "{{ b }}"
      |          ^
    4 |   b: x {{ a }}
      |           -
   help: take one of these names out of the text that holds it
""",
    ),
    (
        "schema and meaning together",
        r"""
defaults: {style: nior}
styles: {noir: Dark.}
shots:
  a: {duration: 16, first_frame: {shot: b}, resoluton: 480p}
""",
        r"""
storyboard.yaml:2:19: defaults.style: no style is named `nior`
    2 | defaults: {style: nior}
      |                   ^^^^
   help: did you mean `noir`?
storyboard.yaml:5:17: shots.a.duration: must be 4 to 15 seconds, not 16
    5 |   a: {duration: 16, first_frame: {shot: b}, resoluton: 480p}
      |                 ^^
   help: 16 seconds are made by `doubao-seedance-2.5`, not by `seedance-2.0-mini`; what is longer takes several shots
storyboard.yaml:5:41: shots.a.first_frame.shot: no shot is named `b`
    5 |   a: {duration: 16, first_frame: {shot: b}, resoluton: 480p}
      |                                         ^
   help: there is `a`
storyboard.yaml:5:45: shots.a.resoluton: is not a field of a shot
    5 |   a: {duration: 16, first_frame: {shot: b}, resoluton: 480p}
      |                                             ^^^^^^^^^
   help: did you mean `resolution`?
""",
    ),
)


@pytest.mark.parametrize(("source", "shown"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_whole_message(tmp_path: Path, source: str, shown: str) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text(f"version: 1{source}", encoding="utf-8")
    loaded = read_manifest(path, name="storyboard.yaml")
    problems = join_problems(loaded, resolve_storyboard(manifest_of(loaded)).problems)
    assert f"\n{render_problems(problems, loaded.sources)}" == shown
