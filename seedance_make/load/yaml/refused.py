"""What YAML allows and a manifest does not, in words: tags, anchors, aliases, merge keys, unseen characters."""

from seedance_make.core.text.diagnostic import Wording
from seedance_make.load.yaml.file_text import character_name

SECOND_DOCUMENT: Wording = (
    "several-documents",
    "a second document begins here",
    "a storyboard is one: remove the `---`",
)
MERGE_KEY: Wording = (
    "merge-key",
    "`<<` is a YAML merge key: merge keys are not read",
    "use `defaults`, or write the keys out",
)
KEY_MISSING: Wording = ("key-missing", "a key is missing before the colon", "write `key: value`")
KEY_NOT_TEXT: Wording = (
    "key-not-text",
    "a key must be text, not a list or a mapping",
    "write a name before the colon",
)


def alias(name: str) -> Wording:
    """`*name`."""
    way_out = f'text that begins with * needs quotes: "*{name} …"; else write the value out'
    return "yaml-alias", f"`*{name}` is a YAML alias: aliases are not read", way_out


def anchor(name: str) -> Wording:
    """`&name`."""
    way_out = "text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`"
    return "yaml-anchor", f"`&{name}` is a YAML anchor: anchors are not read", way_out


def tag(name: str) -> Wording:
    """`!name`, as the reader gives it."""
    short = name.replace("tag:yaml.org,2002:", "!!", 1)
    return (
        "yaml-tag",
        f"`{short}` is a YAML tag: tags are not read",
        f'text that begins with ! needs quotes: "{short} …"',
    )


def character(char: str) -> Wording:
    """A character that nobody sees."""
    return (
        "control-character",
        f"holds the character {character_name(char)}, which cannot be seen",
        "remove it",
    )


def too_deep(most: int) -> Wording:
    """Lists and mappings inside each other."""
    return (
        "too-deep",
        f"is nested deeper than {most} levels",
        "nothing in a storyboard needs that: close a bracket, or indent less",
    )


def too_many(most: int) -> Wording:
    """Values in one file."""
    return "too-large", f"the file holds more than {most:,} values", "split the film into several storyboards"
