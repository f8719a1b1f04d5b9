"""Screenplays and shot lists become storyboards: nothing is made up, and every line of the source is found again."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seedance_make.core.errors import InvalidInputError, UsageError
from seedance_make.core.storyboard.model import Manifest
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.text.diagnostic import errors
from seedance_make.load.manifest.read import load_manifest
from seedance_make.load.script.fountain import fountain_outline
from seedance_make.load.script.markdown import markdown_outline
from seedance_make.load.script.names import slug
from seedance_make.load.script.outline import Outline, lines_of
from seedance_make.load.script.read import decoded, read_outline
from seedance_make.load.script.storyboard import storyboard_text
from seedance_make.load.script.table import csv_outline


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for all examples of a property; no test's own folder lies below it."""
    return tmp_path_factory.mktemp("script")


PLAY = """\
Title:
    _**Brick & Steel**_
Author: Stu

# Act One

= They are retired.

EXT. BRICK'S PATIO - DAY #1A#

A gorgeous day. He is {{ thinking }}.

The door slides open.
Two beers.

STEEL
Beer's ready!

BRICK (O.S.) ^
(smiling)
Are they
cold?
(beat)
Good.

They laugh. [[Too much?]] They drink.

CUT TO:

/* cut this
whole thing */

.SNIPER SCOPE POV

@McAVOY
Yo.

INT. EMPTY - NIGHT

> THE END <
"""


def loaded(outline: Outline, folder: Path) -> tuple[str, Manifest]:
    """The storyboard's text and what it says, which is valid."""
    text = storyboard_text(outline, source="source", schema="storyboard.schema.json")
    path = folder / "storyboard.yaml"
    path.write_text(text, encoding="utf-8")
    manifest = load_manifest(path, name="storyboard.yaml").manifest
    assert manifest is not None
    assert errors(resolve_storyboard(manifest, None).problems) == ()
    return text, manifest


def shots(manifest: Manifest) -> dict[str, dict[str, str]]:
    return {
        name: {field: str(node.value) for field, node in shot.fields.items() if isinstance(node.value, str)}
        for name, shot in manifest.shots.items()
    }


def folded(text: str) -> str:
    return " ".join(text.replace("\\{{", "{{").split())


def missing(source: str, text: str, manifest: Manifest) -> list[str]:
    """Lines of the source that are in no prompt, note or comment."""
    fields = [value for shot in shots(manifest).values() for value in shot.values()]
    comments = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("#")]
    everything = "\n".join(map(folded, [*fields, *comments]))
    return [line for raw in lines_of(source) if (line := folded(raw)) and line not in everything]


def test_a_screenplay(tmp_path: Path) -> None:
    text, manifest = loaded(fountain_outline(PLAY), tmp_path)
    assert manifest.title == "Brick & Steel"
    assert shots(manifest) == {
        "act-one/1a-ext-bricks-patio-day/01": {
            "prompt": "A gorgeous day. He is \\{{ thinking }}.",
            "note": "# Act One\n= They are retired.\nEXT. BRICK'S PATIO - DAY #1A#",
        },
        "act-one/1a-ext-bricks-patio-day/02": {
            "prompt": (
                "The door slides open.\nTwo beers.\n{{ cast.steel }}: “Beer's ready!”\n"
                "{{ cast.brick }} (O.S.) (smiling): “Are they cold?” (beat): “Good.”"
            ),
            "note": "STEEL\nBRICK (O.S.) ^",
        },
        "act-one/1a-ext-bricks-patio-day/03": {
            "prompt": "They laugh.  They drink.",
            "note": "They laugh. [[Too much?]] They drink.\nCUT TO:\n/* cut this\nwhole thing */",
        },
        "act-one/sniper-scope-pov/01": {
            "prompt": "{{ cast.mcavoy }}: “Yo.”",
            "note": ".SNIPER SCOPE POV\n@McAVOY",
        },
        "act-one/int-empty-night/01": {
            "prompt": "INT. EMPTY - NIGHT",
            "note": "INT. EMPTY - NIGHT\n> THE END <",
        },
    }
    assert {name: str(node.mapping["text"].value) for name, node in manifest.cast.items()} == {
        "steel": "STEEL",
        "brick": "BRICK",
        "mcavoy": "McAVOY",
    }
    assert "# Author: Stu\n" in text
    assert missing(PLAY, text, manifest) == []


def test_whom_the_action_names_is_cast_and_what_is_spoken_is_heard(tmp_path: Path) -> None:
    play = "INT. A\n\nROSE enters.\n\nROSE\nHello.\n\nRose nods; Tom rose.\n\nHe rose.\n\nTOM\nNo.\n"
    _, manifest = loaded(fountain_outline(play), tmp_path)
    cast = {
        name: [m.value for m in s.fields["cast"].items]
        for name, s in manifest.shots.items()
        if "cast" in s.fields
    }
    assert cast == {"int-a/02": ["rose", "tom"]}
    assert manifest.defaults["generate_audio"].value is True
    assert "generate_audio" not in loaded(fountain_outline("INT. A\n\nRain.\n"), tmp_path)[1].defaults


@pytest.mark.parametrize(
    ("source", "prompts"),
    [
        ("INT. 東京 - 夜\n\n少年が走る。\n", {"int/01": "少年が走る。"}),
        (".ДОМ\n\nДождь.\n\nАННА\nДа.\n", {"scene-1/01": "Дождь.\n{{ cast.person }}: “Да.”"}),
        ("INT. A\n\nOne.\n\nINT. A\n\nTwo.\n", {"int-a/01": "One.", "int-a-2/01": "Two."}),
        (".CON\n\nOne.\n\n.con\n\nTwo.\n", {"con-1/01": "One.", "con-1-2/01": "Two."}),
        ("INT. A\r\n\r\nOne\r\ntwo.\r\n", {"int-a/01": "One\ntwo."}),
        ("Just words.\n\nAnd more.\n", {"01": "Just words.", "02": "And more."}),
        ("INT. A\n\nINT. B\n", {"int-a/01": "INT. A", "int-b/01": "INT. B"}),
        ("!INT. NO HEADING\n", {"01": "INT. NO HEADING"}),
        ("INT. A\n\n/* never closed\n", {"int-a/01": "/* never closed"}),
        ("INT. A\n\nIt is [[a note\nof two lines]] over.\n", {"int-a/01": "It is\nover."}),
        ("INT. A\n\nANNA\n~La la\nYes.\n", {"int-a/01": "{{ cast.anna }}: “Yes.”"}),
        ("INT. A\n\nANNA (CONT'D)\nYes.\n\nANNA\nNo.\n", {"int-a/01": "{{ cast.anna }} (CONT'D): “Yes.”\n{{ cast.anna }}: “No.”"}),
        (f"INT. {'LONG ' * 60}\n\nOne.\n", {"int-long-long-long-long-long-long/01": "One."}),
        ("# A\n\n## B\n\n### C\n\n#### D\n\n.X\n\nOne.\n", {"a/b/c/x/01": "One."}),
        ("FADE IN:\n\nOne: two.\n", {"01": "FADE IN:", "02": "One: two."}),
        ("INT. A\n\nNULL\n", {"int-a/01": "NULL"}),
        ("INT. A\n\n- a list: # {x}\n", {"int-a/01": "- a list: # {x}"}),
    ],
)  # fmt: skip
def test_what_screenplays_are_made_of(source: str, prompts: dict[str, str], tmp_path: Path) -> None:
    text, manifest = loaded(fountain_outline(source), tmp_path)
    assert {name: shot["prompt"] for name, shot in shots(manifest).items()} == prompts
    assert missing(source, text, manifest) == []


LINES = st.sampled_from([
    "INT. HOUSE - DAY", "EXT. 海 - NIGHT", ".FORCED", "...not forced", "# Act", "## Part", "= A synopsis", "===", "CUT TO:",
    "> FADE OUT.", "> centred <", "~ a song", "ANNA", "ANNA (V.O.) ^", "@lower", "(softly)", "!Forced", "She walks.",
    "Title: No title", "A [[note]] here", "[[open", "closed]]", "/* open", "closed */", "{{ x }}", "\\{{ y", "\ttabbed",
    "  indented  ", "", "", "", "  ", "- a: b # c", "null", "'quoted'", '"double"', "|", "ÄÖÜ", "ΑΝΝΑ", "bell\x07", "a\u2028b", "\u202ertl",
])  # fmt: skip


@settings(max_examples=300)
@given(st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=25), st.sampled_from(["\n", "\r\n"]))
def test_every_line_of_a_screenplay_is_found_again(shared: Path, lines: list[str], end: str) -> None:
    source = end.join(line.replace("\r", " ").replace("\n", " ") for line in lines)
    source = source.encode("utf-8", "replace").decode()
    outline = fountain_outline(source)
    if outline.shots:
        text, manifest = loaded(outline, shared)
        assert missing(source, text, manifest) == []
        names = [name.lower() for name in manifest.shots]
        assert len(set(names)) == len(names) == len(outline.shots)


CELLS = st.one_of(LINES.filter(lambda line: "[[" not in line and "/*" not in line), st.text(max_size=12))


@settings(max_examples=200)
@given(st.lists(st.lists(CELLS, min_size=7, max_size=8), min_size=1, max_size=8), st.sampled_from(",;\t"))
def test_every_cell_of_a_shot_list_is_found_again(
    shared: Path, rows: list[list[str]], delimiter: str
) -> None:
    import csv  # noqa: PLC0415 - writes what is read
    import io  # noqa: PLC0415

    rows = [[cell.encode("utf-8", "replace").decode().replace("\0", "") for cell in row] for row in rows]
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["Scene", "Shot", "Description", "Character", "Dialogue", "Notes", "Lens"])
    writer.writerows(rows)
    outline = csv_outline(file.getvalue())
    if outline.shots:
        text, manifest = loaded(outline, shared)
        assert missing("\n".join(cell for row in rows for cell in row), text, manifest) == []


def test_a_shot_list(tmp_path: Path) -> None:
    source = (
        "scene;SHOT;Description;Character;Dialogue;Notes;Lens\r\n"
        'Harbour;1;"A café, ""old""\r\nand wet.";Mara;Who lit it?;hold;35mm\r\n;2;Waves {{x}};;;;\r\n'
        'Harbour;1;Again;"Mara, Tom";;;85mm;beyond\r\n\r\ncon;;;;;only a note;\r\n;;;;"Two voices.";;\r\n'
    )
    _, manifest = loaded(csv_outline(source), tmp_path)
    assert shots(manifest) == {
        "harbour/1": {
            "prompt": 'A café, "old"\nand wet.\n{{ cast.mara }}: “Who lit it?”',
            "note": "Scene: Harbour\nShot: 1\nCharacter: Mara\nhold\nLens: 35mm",
        },
        "harbour/2": {"prompt": "Waves \\{{x}}", "note": "Shot: 2"},
        "harbour/1-2": {"prompt": "Again", "note": "Scene: Harbour\nShot: 1\nCharacter: Mara, Tom\nLens: 85mm\nbeyond"},
        "con-1/01": {"prompt": "con", "note": "Scene: con\nonly a note"},
        "con-1/02": {"prompt": "“Two voices.”"},
    }  # fmt: skip
    assert [item.value for item in manifest.shots["harbour/1-2"].fields["cast"].items] == ["mara", "tom"]


@pytest.mark.parametrize(
    "text", ["Shot,Description\n1,A\n", "sep=|\nShot|Description\n1|A\n", "\ufeffShot\tDescription\n1\tA\n"]
)
def test_each_way_to_part_the_cells(text: str, tmp_path: Path) -> None:
    assert shots(loaded(csv_outline(text), tmp_path)[1]) == {"1": {"prompt": "A", "note": "Shot: 1"}}


def test_a_table_of_markdown_with_what_stands_around_it(tmp_path: Path) -> None:
    source = (
        "# The Film\n\nSome words.\n\n| Scene | Shot | Description | Dialogue | Mood |\n|---|---|---|---|---|\n"
        "| 1 | a | A door \\| a pipe | Hello. | dark |\n| | b | A *wave* | | |\n\nAfter it.\n\n"
        "## Act two\n\n| Shot | Description |\n|:-:|---|\n| z | The end |\n\n| Other | Table |\n|---|---|\n| x | y |\n"
    )
    text, manifest = loaded(markdown_outline(source), tmp_path)
    assert manifest.title == "The Film"
    assert shots(manifest) == {
        "1/a": {"prompt": "A door | a pipe\n“Hello.”", "note": "Scene: 1\nShot: a\nMood: dark"},
        "1/b": {"prompt": "A *wave*", "note": "Shot: b\nAfter it.\n## Act two"},
        "act-two/z": {"prompt": "The end", "note": "Shot: z\n| Other | Table |\n|---|---|\n| x | y |"},
    }
    assert "# # The Film\n# Some words.\n" in text


def test_names_stay_below_their_200_characters(tmp_path: Path) -> None:
    """And none is there twice, however alike the scenes are."""
    sections = "".join(f"{'#' * n} {'x' * 60}\n\n" for n in range(1, 7))
    play = sections + f"INT. {'y' * 90}\n\nOne.\n\n" * 120
    titles = "".join(f"{'#' * n} {'x' * 60} {n}\n\n" for n in range(1, 7))
    row = f"| {'s' * 60} | {'t' * 60} | A door |\n"
    table = titles + "| Scene | Shot | Description |\n|---|---|---|\n" + row * 120
    for outline in (fountain_outline(play), markdown_outline(table)):
        _, manifest = loaded(outline, tmp_path)
        assert len(manifest.shots) == 120
        assert max(map(len, manifest.shots)) < 200


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.csv", b"x,y\n1,2\n", "a.csv has no column `Description` or `Dialogue`"),
        ("a.csv", b"", "a.csv has no column `Description` or `Dialogue`"),
        ("a.csv", b"Description\n\n", "a.csv has no scene and no action: nothing was written"),
        ("a.md", b"# Words\n", "a.md has no table with a column `Description` or `Dialogue`"),
        ("a.fountain", b"\n\n", "a.fountain has no scene and no action: nothing was written"),
        ("a.fountain", b"Title: X\n", "a.fountain has no scene and no action: nothing was written"),
    ],
)
def test_a_file_that_holds_no_shot(
    name: str, data: bytes, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path(name).write_bytes(data)
    with pytest.raises(InvalidInputError, match=re.escape(message)):
        read_outline(Path(name))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.pdf", "--from a.pdf: a .pdf is not read"),
        ("no.csv", "--from no.csv: there is no such file"),
        ("x", "--from x: a file without an ending is not read"),
    ],
)
def test_a_file_that_is_none_of_them(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        read_outline(Path(name))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_any_encoding_that_people_have(encoding: str) -> None:
    assert decoded("Ein Café – äöü".replace("–", "-").encode(encoding)) == "Ein Café - äöü"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Ça va, Élodie!", "ca-va-elodie"),
        ("ŒUVRE", "uvre"),
        ("’s", "s"),
        ("日本", "otherwise"),
        ("AUX", "aux-1"),
        ("a.mp4", "a-mp4"),
        ("x" * 60, "x" * 36),
    ],
)
def test_slugs(text: str, made: str) -> None:
    assert slug(text, "otherwise") == made
