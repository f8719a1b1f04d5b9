"""The reference pages of docs/, written from the schema, the commands and the model files: they cannot say anything else.

`python tests/docs/docs_pages.py` writes them anew, and into the schema what the model files say; a test fails while they are
out of date.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml
from docs_models import model_pages
from docs_text import NOTICE, table

from seedance_make.cli.command_table import COMMAND_SECTIONS, load_command
from seedance_make.cli.main import cli
from seedance_make.load.models.library import shipped_models
from seedance_make.load.schema.narrow import with_models

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SCHEMA_FILE = ROOT / "schemas/storyboard.schema.json"
SCHEMA = json.loads(SCHEMA_FILE.read_text("utf-8"))
with_models(SCHEMA["$defs"], shipped_models())  # what the file has, once it is written

_NEVER = 10**6
"""A limit that nobody meets is not told."""

LAYERS = ("shot", "defaults", "group", "profile", "member")
"""What may set a field: the definitions, in the order of the table's columns."""


def schema_text() -> str:
    """The storyboard's schema with what the models that ship say of its fields."""
    return json.dumps(SCHEMA, indent=2, ensure_ascii=False) + "\n"


def pages() -> dict[str, str]:
    """File below docs/ → text, of every page that is written."""
    return {"manifest.md": manifest_page(), "commands.md": commands_page(), **dict(model_pages())}


# the manifest


def manifest_page() -> str:
    parts = [
        "# The manifest",
        NOTICE.format(source="schema"),
        (
            "What may stand in `storyboard.yaml`, key by key. What it means and why is told in the [README](../README.md) and,"
            " on one film from beginning to end, in the [tutorial](tutorial.md). `seedance-make schema` prints the schema that"
            " this page is made of, and an editor with yaml-language-server shows it while you write. What each"
            " model takes and costs is in [the models](models/README.md)."
        ),
        "## The file",
        table(("key", "is", "", "for example"), (_row(*pair) for pair in SCHEMA["properties"].items())),
        "## A shot",
        (
            "An entry of `shots`: its name, and these fields. Where else a field may stand is marked: in `defaults`, in `groups`,"
            " in `profiles`, or with a member of the `cast`. A stronger layer replaces a field whole, and `null` unsets it."
        ),
        table(
            ("field", "is", "", "default", "defaults", "groups", "profiles", "cast"),
            map(_field_row, _fields("shot")),
        ),
        *_details(),
        "## Media",
        _text(_resolved({"$ref": "#/$defs/image"})),
        table(("key", "is", "", "for example"), (_row(*p) for p in _fields("image"))),
    ]
    for name, title in (
        ("member", "A member of the cast"),
        ("group", "groups"),
        ("profile", "profiles"),
        ("prices", "prices"),
        ("publish", "publish"),
        ("lint", "lint"),
    ):
        parts += [f"## {title}", _text(SCHEMA["$defs"][name])]
        own = [(key, value) for key, value in _fields(name) if key not in dict(_fields("shot"))]
        if own:
            parts.append(table(("key", "is", "", "for example"), (_row(*pair) for pair in own)))
        if name in LAYERS:
            shared = [f"`{key}`" for key, _ in _fields(name) if key in dict(_fields("shot"))]
            parts.append(f"Fields of a shot that may stand here: {', '.join(shared)}.")
    return "\n\n".join(parts) + "\n"


def _fields(name: str) -> list[tuple[str, Mapping[str, Any]]]:
    """The properties of a definition."""
    return list(SCHEMA["$defs"][name].get("properties", {}).items())


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """The schema behind a reference, with what stands beside the reference."""
    if "$ref" not in schema:
        return schema
    target = SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]
    return {**_resolved(target), **{key: value for key, value in schema.items() if key != "$ref"}}


def _text(schema: Mapping[str, Any]) -> str:
    """What the schema says of it, fit for a cell."""
    return " ".join(str(schema.get("description", "")).split()).replace("|", "\\|")


def _details() -> Iterator[str]:
    """What the schema tells an editor of a shot's field beyond the line in the table."""
    for key, schema in _fields("shot"):
        whole = _resolved(schema)
        _, _, more = str(whole.get("markdownDescription", "")).partition("\n\n")
        if more and not key.endswith(("_url", "_urls")):
            yield f"**`{key}`**: {_text(whole)}\n\n{more}"


def _row(key: str, schema: Mapping[str, Any]) -> tuple[str, ...]:
    whole = _resolved(schema)
    return f"`{key}`", _text(whole), _kind(whole), _example(whole)


def _field_row(pair: tuple[str, Mapping[str, Any]]) -> tuple[str, ...]:
    key, schema = pair[0], _resolved(pair[1])
    default = f"`{json.dumps(schema['default'])}`" if "default" in schema else ""
    places = ("✓" if key in dict(_fields(layer)) else "" for layer in LAYERS[1:])
    return f"`{key}`", _text(schema), _kind(schema), default, *places


def _kind(schema: Mapping[str, Any]) -> str:
    """What may stand there, in a few words."""
    if "enum" in schema:
        return " ".join(f"`{value}`" for value in schema["enum"] if value is not None)
    if "const" in schema:
        return f"`{schema['const']}`"
    kinds = schema.get("type", [])
    names = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind != "null"]
    return " or ".join(_kind_of(name, schema) for name in names)


def _kind_of(name: str, schema: Mapping[str, Any]) -> str:
    if name in {"integer", "number"}:
        least, most = schema.get("minimum"), schema.get("maximum")
        word = "whole number" if name == "integer" else "number"
        if most is not None and most < _NEVER:
            return f"{word}, {least} to {most}"
        return word if least is None else f"{word}, {least} or more"
    if name == "array":
        most = schema.get("maxItems")
        return f"list of at most {most}" if most else "list"
    return {"string": "text", "boolean": "`true` `false`", "object": "mapping"}[name]


def _example(schema: Mapping[str, Any]) -> str:
    examples = schema.get("examples", ())
    if not examples:
        return ""
    text = yaml.safe_dump(
        examples[0], default_flow_style=True, allow_unicode=True, width=10_000, sort_keys=False
    )
    plain = text.removesuffix("...\n").strip().replace("|", "\\|")
    return f"`{plain}`"


# the commands


def commands_page() -> str:
    main = click.Context(cli, info_name="seedance-make")
    everywhere = _records(cli, main)
    parts = [
        "# The commands",
        NOTICE.format(source="commands"),
        "`seedance-make COMMAND --help` says the same. These options stand before or after any command:",
        table(("option", ""), everywhere),
    ]
    for title, commands in COMMAND_SECTIONS.items():
        parts.append(f"## {title}")
        for name in commands:
            parts += _command(name, main, {record[0] for record in everywhere})
    return "\n\n".join(parts) + "\n"


def _command(name: str, main: click.Context, everywhere: set[str]) -> Iterator[str]:
    command = load_command(name)
    ctx = click.Context(command, info_name=name, parent=main)
    yield f"### {name}"
    yield f"`{' '.join(command.get_usage(ctx).removeprefix('Usage: ').split())}`"
    yield "\n".join(
        " ".join(line.split()) for line in (command.help or "").replace("\b", "").strip().splitlines()
    )
    options = [record for record in _records(command, ctx) if record[0] not in everywhere]
    if options:
        yield table(("option", ""), options)


def _records(command: click.Command, ctx: click.Context) -> list[tuple[str, str]]:
    """Option and help of each that is shown."""
    found = (param.get_help_record(ctx) for param in command.get_params(ctx))
    rows = ((option, " ".join(text.split())) for option, text in filter(None, found) if text)
    return [(f"`{_cell(option)}`", _cell(text)) for option, text in rows if "--help" not in option]


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), "utf-8")
    for file, text in pages().items():
        (DOCS / file).write_text(text, "utf-8")
