"""`graph`: who needs whose frame, in four forms."""

from cli_tools import Cli

FILM = """\
version: 1
shots:
  a: {prompt: x}
  b/1: {prompt: y, first_frame: {shot: a}}
  c: {prompt: z, first_frame: {shot: b/1}, last_frame: {shot: a}}
  d: {prompt: q, reference_images: [{shot: a, frame: first}, {shot: b/1}]}
  e: {prompt: e, enabled: false}
"""


def test_a_tree(cli: Cli) -> None:
    cli.write(FILM)
    ran = cli("graph")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "a\n"
        "├─ b/1   first_frame: its last frame\n"
        "│  └─ c   first_frame: its last frame, last_frame: the first frame of a\n"
        "└─ d   reference_images: its first frame, reference_images: the last frame of b/1\n"
        "e   disabled\n"
    )


def test_dot(cli: Cli) -> None:
    cli.write(FILM)
    assert cli("graph", "--dot").out == (
        "digraph storyboard {\n  rankdir=LR;\n  node [shape=box];\n"
        '  "a";\n  "b/1";\n  "c";\n  "d";\n  "e" [style=dashed];\n'
        '  "a" -> "b/1" [label="last → first_frame"];\n'
        '  "b/1" -> "c" [label="last → first_frame"];\n'
        '  "a" -> "c" [label="first → last_frame"];\n'
        '  "a" -> "d" [label="first → reference_images"];\n'
        '  "b/1" -> "d" [label="last → reference_images"];\n'
        "}\n"
    )


def test_mermaid(cli: Cli) -> None:
    cli.write(FILM)
    assert cli("graph", "--mermaid").out == (
        'flowchart LR\n  s0["a"]\n  s1["b/1"]\n  s2["c"]\n  s3["d"]\n  s4["e"]\n'
        "  s0 -->|last to first_frame| s1\n  s1 -->|last to first_frame| s2\n  s0 -->|first to last_frame| s2\n"
        "  s0 -->|first to reference_images| s3\n  s1 -->|last to reference_images| s3\n"
        "  style s4 stroke-dasharray: 4\n"
    )


def test_a_moment(cli: Cli) -> None:
    cli.write(FILM + "  f: {prompt: f, first_frame: {shot: b/1, at: 2.5}, last_frame: {shot: a, at: 1}}\n")
    assert (
        "│  └─ f   first_frame: its frame at 2.5 s, last_frame: the frame at 1 s of a\n" in cli("graph").out
    )
    assert '  "b/1" -> "f" [label="at-2.5 → first_frame"];\n' in cli("graph", "--dot").out
    assert cli("graph", "--json").json["shots"][5]["needs"] == [
        {"shot": "b/1", "at": "2.5", "as": "first_frame"},
        {"shot": "a", "at": "1", "as": "last_frame"},
    ]


def test_json(cli: Cli) -> None:
    cli.write(FILM)
    shots = cli("graph", "--json").json["shots"]
    assert shots[2] == {
        "shot": "c",
        "enabled": True,
        "needs": [
            {"shot": "b/1", "frame": "last", "as": "first_frame"},
            {"shot": "a", "frame": "first", "as": "last_frame"},
        ],
    }
    assert cli("graph", "--dot", "--mermaid").status == 64


def test_a_chain_of_thousands(cli: Cli) -> None:
    shots = "".join(f"  s{n}: {{prompt: x, first_frame: {{shot: s{n - 1}}}}}\n" for n in range(1, 2000))
    cli.write("version: 1\nshots:\n  s0: {prompt: x}\n" + shots)
    assert len(cli("graph").out.splitlines()) == 2000
