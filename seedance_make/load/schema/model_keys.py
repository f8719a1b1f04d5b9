"""An unknown key of a model file: a typing error, or a field of a shot in the wrong place or by its other name."""

from seedance_make.core.storyboard.fields import field_named
from seedance_make.core.text.diagnostic import Wording
from seedance_make.core.text.node import KeyPath
from seedance_make.core.text.suggest import joined, nearest
from seedance_make.load.schema.unknown_keys import forbidden_key

_LONGEST_GUESSED = 60  # characters; a longer key is no typing error


def unknown_model_key(key: str, path: KeyPath, known: tuple[str, ...]) -> Wording:
    """Name, message and help for a key that nothing at `path` of a model file is called."""
    if wording := forbidden_key(key):
        return wording
    whole = f"`{path[-1]}`" if path else "a model file"
    return "unknown-key", f"is not a field of {whole}", _way_out(key, path, known)


def _way_out(key: str, path: KeyPath, known: tuple[str, ...]) -> str:
    field = field_named(key)
    if field is not None and field.name in known:
        return f"did you mean `{field.name}`?"
    if field is not None and not path:
        return "it belongs below `fields`"
    near = nearest(key, known) if len(key) <= _LONGEST_GUESSED else None
    if near:
        return f"did you mean `{near}`?"
    there = f"there is {joined([f'`{name}`' for name in known], 'and')}"
    return f"{there}; what the body always has besides goes under `sends`" if path == ("fields",) else there
