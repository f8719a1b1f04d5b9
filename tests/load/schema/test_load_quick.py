"""What the quick look of the extra `fast` finds valid, the look that can say where and why finds valid too."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from load_cases import CASES

from seedance_make.core.storyboard.fields import SHOT_FIELDS, set_in
from seedance_make.load.models.library import shipped_models
from seedance_make.load.schema.check import check
from seedance_make.load.schema.narrow import models_used
from seedance_make.load.schema.quick import surely_valid
from seedance_make.load.yaml.file_text import FileText
from seedance_make.load.yaml.tree import parse_yaml

_FIELDS = sorted({*SHOT_FIELDS, *(f.short for f in SHOT_FIELDS.values() if f.short), "fade"})
_VALUES = (
    "5", "5.0", "5.00", "5.5", "4.999999999999999999999", "1e1", "-0.0", ".nan", ".inf", "1e400", "1e-400", "9" * 30, "0x0A", "-5", "0",
    "true", "null", "~", "[]", "[1]", "[2, 2]", "[1.0]", "{}", "a", '""', '" "', '"a\\n"', '"720p\\n"', '"16:9"', "720p", "adaptive",
    "4k", "seedance-2.0-mini", '"seedance-2.0-mini\\n"', "no-model", "https://a.example/x.png", '" https://a.example"', "[https://a.example]",
    '"ftp://a"', "[a.png, {shot: b}]", "{shot: b}", "{shot: b, frame: last}", "{shot: b, at: 2.5}", "{shot: b, at: 2.0}", "{shot: b, at: -0.5}",
    "{shot: b, at: 2, frame: last}", '{shot: "b\\n"}', '"\\u00a0"', '"\\u2003"', '"\\u2028"', '"\\u3000x"', '"\\ud800"', "ab12cd34ef56", '"ab12cd34ef56\\n"',
)  # fmt: skip
_TOP = (
    "version: 1", "version: 1.0", "version: 2", "version: true", "title: x", "title: 5", "output: out", 'output: "out\\n"', "output: ../x", "output: a/../b",
    'output: "a\\rb"', "max_credits: 5", "max_credits: 5.0", "budget: 1e9", "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 0.5, with_reference_video: 0.2}}}",
    "prices: {as_of: x}", "prices: {as_of: 2026-02-31}", "team: s3://a/b", 'team: "s3://a/b\\n"', "publish: git", "publish: {store: s3://a, base_url: https://a.example}",
    "vars: {a: {b: 2.5}}", 'vars: {"a b": c}', 'vars: {"a\\u3000b": c}', 'vars: {"a\\n": c}', "styles: {a: [b]}", "cast: {a: {text: b, duration: 5}}", "lint: {ignore: [long-prompt]}",
    'lint: {ignore: ["long-prompt\\n"]}', "profiles: {draft: {resolution: 480p, pin: null}}", 'profiles: {"draft\\n": {}}', "profiles: {a-simulated: {}}", "include: [a.yaml]", "include: []", "groups: {a/*: {style: b}}",
)  # fmt: skip

_entries = st.lists(
    st.tuples(st.sampled_from(_FIELDS), st.sampled_from(_VALUES)),
    max_size=4,
    unique_by=lambda entry: entry[0],
).map(lambda entries: ", ".join(f"{name}: {value}" for name, value in entries))
_storyboards = st.builds(
    lambda top, shot, defaults: "\n".join(
        [*top, f"defaults: {{{defaults}}}", f"shots: {{b: {{prompt: a}}, a: {{{shot}}}}}", ""]
    ),
    st.lists(st.sampled_from(_TOP), max_size=4, unique_by=lambda entry: entry.partition(":")[0]),
    _entries,
    _entries,
)


def _agree(text: str, definition: str | None = None) -> bool:
    """Whether the quick look finds it valid; when it does, the other one must find nothing."""
    source = FileText.of("storyboard.yaml", text)
    tree = parse_yaml(source)
    if tree.root is None or tree.problems:
        return False
    models = models_used(tree.root, [tree.root], shipped_models())
    valid = surely_valid(tree.root, definition, models)
    if valid:
        assert check(tree.root, source, definition=definition, models=models) == ()
    return valid


def test_they_agree_about_each_mistake_that_people_make() -> None:
    found = {name for name, (text, _) in CASES.items() if _agree(text)}
    assert 20 < len(found) < len(CASES)


@settings(max_examples=400, deadline=None)
@given(_storyboards, st.sampled_from([None, "included"]))
@example("version: 1\nshots: {a: {prompt: x, duration: 5.0}}\n", None)
@example('version: 1\nshots: {a: {prompt: x, resolution: "720p\\n"}}\n', None)
@example('version: 1\nteam: "s3://a/b\\n"\nshots: {a: {prompt: x}}\n', None)
def test_they_agree_about_any_storyboard(text: str, definition: str | None) -> None:
    _agree(text, definition)


@pytest.mark.parametrize("name", set_in("shot"))
def test_they_agree_about_every_value_of_every_field(name: str) -> None:
    found = [v for v in _VALUES if _agree(f"version: 1\nshots: {{b: {{prompt: x}}, a: {{{name}: {v}}}}}\n")]
    assert "null" in found


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nshots: {a: {prompt: A door., duration: 5, takes: [1, 2]}}\n",
        "version: 1\nshots: {a: {prompt: x}, b: {first_frame: {shot: a, at: 2.5}}}\n",
        "version: 1\nvars: {length: 2.5}\nshots: {a: {prompt: x}}\n",
    ],
)
def test_what_is_right_needs_no_second_look(text: str) -> None:
    assert _agree(text)


@pytest.mark.parametrize("value", ["5.0", "5.00", "1e400", ".nan", ".inf", "9" * 30 + ".5"])
def test_numbers_that_the_two_read_otherwise_are_left_to_the_slower(value: str) -> None:
    assert not _agree(f"version: 1\nvars: {{a: {value}}}\nshots: {{a: {{prompt: x}}}}\n")


_LOOK = """
import sys
from pathlib import Path
sys.modules.update(dict.fromkeys(sys.argv[2:]))  # these cannot be imported
from seedance_make.load.manifest.read import read_manifest
loaded = read_manifest(Path(sys.argv[1]), name="storyboard.yaml")
print([p.message for p in loaded.problems], "jsonschema" in sys.modules)
"""


@pytest.mark.parametrize(
    ("duration", "missing", "said"),
    [
        ("5", (), "[] False"),
        ("5", ("jsonschema_rs",), "[] True"),
        ("55", (), "['must be 4 to 15 seconds, not 55'] True"),
        ("55", ("jsonschema_rs",), "['must be 4 to 15 seconds, not 55'] True"),
    ],
)
def test_the_slow_look_is_had_where_it_is_needed(
    tmp_path: Path, duration: str, missing: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "storyboard.yaml"
    path.write_text(f"version: 1\nshots: {{a: {{prompt: A door., duration: {duration}}}}}\n")
    command = [sys.executable, "-c", _LOOK, str(path), *missing]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == said
