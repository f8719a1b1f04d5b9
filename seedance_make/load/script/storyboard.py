"""Outline → the text of a storyboard."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from seedance_make.load.script.names import WORDS_OF_YAML, names_of_cast, names_of_shots
from seedance_make.load.script.outline import DraftShot, Outline, Speech, lines_of

_PLAIN_LINE = re.compile(r"[^\s\x00-\x1f].*[^\s]|\S")
_KEY = re.compile(r"[a-z][a-z0-9_-]*|[a-z0-9-]+(/[a-z0-9-]+)+|[0-9]+[a-z-][a-z0-9-]*")


def storyboard_text(outline: Outline, *, source: str, schema: str) -> str:
    """The whole file. `source` is named in a comment; `schema` is where editors find the schema."""
    cast = names_of_cast(_people(outline))
    lines = [
        f"# yaml-language-server: $schema={schema}",
        f"# From {' '.join(lines_of(source))}: what was action is a prompt, what was anything else is in a note or here.",
        *(f"# {line}".rstrip() for line in outline.front),
        "version: 1",
        *([f"title: {json.dumps(outline.title, ensure_ascii=False)}"] if outline.title else []),
        "",
        *_cast(cast),
        "defaults:                         # what every shot has unless it says otherwise",
        "  resolution: 480p                # 720p costs about twice as much",
        "  duration: 4                     # seconds, 4 to 15",
        *(["  generate_audio: true            # somebody speaks"] if _is_spoken(outline) else []),
        "",
        "shots:",
        *(
            line
            for shot in zip(outline.shots, names_of_shots(outline.shots), strict=True)
            for line in _shot(*shot, cast)
        ),
    ]
    return "\n".join(lines) + "\n"


def _people(outline: Outline) -> list[str]:
    """Everybody, in order of appearance."""
    speakers = (
        [*shot.cast, *(w.speaker for w in shot.words if isinstance(w, Speech) and w.speaker)]
        for shot in outline.shots
    )
    return list(dict.fromkeys(name for names in speakers for name in names))


def _is_spoken(outline: Outline) -> bool:
    return any(isinstance(word, Speech) for shot in outline.shots for word in shot.words)


def _mentioned(shot: DraftShot, cast: Mapping[str, str]) -> Iterator[str]:
    """Members whom the action names, with a capital, and who do not speak: their pictures shall come along."""
    speakers = {cast[word.speaker] for word in shot.words if isinstance(word, Speech) and word.speaker}
    for line in (word for word in shot.words if isinstance(word, str)):
        for name in (w.casefold() for w in re.findall(r"\w[\w-]*", line) if w[0].isupper()):
            if name in cast.values() and name not in speakers:
                yield name


def _cast(cast: Mapping[str, str]) -> Iterator[str]:
    if not cast:
        return
    yield "cast:                             # say how each looks, and every shot of theirs says it"
    named: dict[str, str] = {}
    for written, name in cast.items():
        named.setdefault(name, written)
    for name, written in named.items():
        yield f"  {name}: {{text: {json.dumps(_literal(written), ensure_ascii=False)}}}"
    yield ""


def _shot(shot: DraftShot, name: str, cast: Mapping[str, str]) -> Iterator[str]:
    simple = _KEY.fullmatch(name) and name not in WORDS_OF_YAML
    yield f"  {name}:" if simple else f"  {json.dumps(name)}:"
    yield from _text("prompt", [_words(word, cast) for word in shot.words])
    if members := list(dict.fromkeys([*(cast[person] for person in shot.cast), *_mentioned(shot, cast)])):
        yield f"    cast: [{', '.join(members)}]"
    if note := list(
        dict.fromkeys(line.strip() for text in shot.note for line in text.split("\n") if line.strip())
    ):
        yield from _text("note", note)


def _words(word: str | Speech, cast: Mapping[str, str]) -> str:
    """A line of the prompt. Speech is quoted, with who says it and how before it."""
    if isinstance(word, str):
        return _literal(word)
    parts = [f"{{{{ cast.{cast[word.speaker]} }}}}"] if word.speaker else []
    parts += [_literal(word.manner)] if word.manner else []
    quoted: list[str] = []
    for line in [*word.lines, "("]:  # a direction ends what is said before it
        if line.startswith("("):
            if quoted:
                parts[-1:] = [f"{parts[-1]}:"] if parts else []
                parts.append(f"“{_literal(' '.join(quoted))}”")
            quoted = []
            parts += [_literal(line)] if line != "(" else []
        else:
            quoted.append(line)
    return " ".join(parts)


def _literal(text: str) -> str:
    """A text in which nothing is a variable."""
    return text.replace("{{", "\\{{")


def _text(field: str, lines: Iterable[str]) -> Iterator[str]:
    """A text as the lines that it has, where YAML takes them as they are; else quoted."""
    kept = [line for line in lines if line.strip()]
    if (
        len(kept) == 1
        and not re.search(r"[:#\"'{}\[\]&*!|>%@`,?\\-]|^\s|\s$", kept[0])
        and kept[0][0].isalpha()
    ):
        yield (
            f"    {field}: {kept[0]}" if kept[0].lower() not in WORDS_OF_YAML else f'    {field}: "{kept[0]}"'
        )
    elif all(_PLAIN_LINE.fullmatch(line) for line in kept):
        yield f"    {field}: |-"
        yield from (f"      {line}" for line in kept)
    else:
        yield f"    {field}: {json.dumps(chr(10).join(kept), ensure_ascii=False)}"
