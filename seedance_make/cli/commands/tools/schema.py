"""`schema`: the manifest's JSON Schema, for editors; with the names of this project when asked."""

import json
from collections.abc import Iterable
from typing import Any

import click

from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.core.errors import Exit, InvalidInputError, UsageError
from seedance_make.core.storyboard.fields import FRAMES
from seedance_make.core.storyboard.groups import folder_globs
from seedance_make.core.storyboard.model import Manifest

_IMAGES = (*(field.short for field in FRAMES), "image")  # definitions in which a shot may be named


@click.command()
@click.option(
    "--project",
    is_flag=True,
    help="With this project's cast, style, shot, group, profile and model names, to complete them.",
)
@click.option("--model", "of_model", is_flag=True, help="Of a model file instead.")
@global_options
def schema(project: bool, of_model: bool) -> int:
    """Print the storyboard's JSON Schema."""
    from seedance_make.load.schema.file import (  # noqa: PLC0415 - only this command and `init` need it
        MODEL_SCHEMA,
        STORYBOARD_SCHEMA,
        schema_text,
    )

    if project and of_model:
        raise UsageError("--model files have nothing of the project in them: leave out --project")
    text = schema_text(MODEL_SCHEMA if of_model else STORYBOARD_SCHEMA)
    if project:
        document = with_names(json.loads(text), _manifest(current_invocation()))
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    click.echo(text, nl=False)
    return int(Exit.OK)


def _manifest(invocation: Invocation) -> Manifest:
    """The names are there to help with a storyboard that is not finished: its problems don't matter here."""
    from seedance_make.load.manifest.read import read_manifest  # noqa: PLC0415 - see above

    loaded = read_manifest(invocation.find_manifest(), name=invocation.file)
    if loaded.manifest is None:
        raise InvalidInputError(problems=loaded.problems, sources=loaded.sources)
    return loaded.manifest


def with_names(document: dict[str, Any], manifest: Manifest) -> dict[str, Any]:
    """The schema in which a name of the project is one of those that there are; an unknown one is an error in the
    editor as it is here. Where the project has none of a kind, nothing changes."""
    from seedance_make.load.schema.narrow import with_models  # noqa: PLC0415 - see above

    definitions = document["$defs"]
    with_models(definitions, manifest.models)
    styles, cast = list(manifest.styles), list(manifest.cast)
    if styles:
        style = definitions["style"]
        names = {"enum": styles, "description": style["description"]}
        items = {"type": "array", "items": {**style["items"], "enum": styles}, "minItems": 1}
        definitions["style"] = {**_kept(style), "anyOf": [names, items, {"type": "null"}]}
    if cast:
        definitions["cast_list"]["items"]["enum"] = cast
    if manifest.shots:
        for name in _IMAGES:
            _shot_of(definitions[name])["enum"] = list(manifest.shots)
        definitions["shots"]["examples"] = [{name: {} for name in manifest.shots}]
    _complete(definitions["profiles"], manifest.profiles, "profile")
    _complete(
        definitions["groups"], dict.fromkeys((*manifest.groups, *folder_globs(manifest.shots))), "group"
    )
    _list_names(definitions["prompt"], manifest)
    document["title"] = f"Storyboard of {manifest.title}" if manifest.title else document["title"]
    return document


def _kept(style: dict[str, Any]) -> dict[str, Any]:
    return {key: style[key] for key in ("title", "description", "markdownDescription") if key in style}


def _shot_of(image: dict[str, Any]) -> dict[str, Any]:
    shot: dict[str, Any] = image["properties"]["shot"]
    return shot


def _complete(section: dict[str, Any], names: Iterable[str], definition: str) -> None:
    """What is defined under names: the editor offers those, and any other is still fine."""
    offered = {name: {"$ref": f"#/$defs/{definition}"} for name in names}
    section.update({"properties": offered} if offered else {})


def _list_names(prompt: dict[str, Any], manifest: Manifest) -> None:
    """What may stand between `{{ }}` here, where the editor shows the field's meaning."""
    names = [*manifest.vars, *(f"styles.{s}" for s in manifest.styles), *(f"cast.{c}" for c in manifest.cast)]
    if not names:
        return
    listed = ", ".join(f"{{{{ {name} }}}}" for name in names)
    prompt["description"] += f" This project has {listed}."
    if "markdownDescription" in prompt:
        listed = ", ".join(f"`{{{{ {name} }}}}`" for name in names)
        prompt["markdownDescription"] += f"\n- this project has {listed}"
