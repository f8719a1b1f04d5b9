"""Lint: what is allowed and probably costs money for nothing. Each warning has a name that `lint.ignore` silences."""

import re
from collections.abc import Iterable, Iterator, Mapping

from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.model import Manifest, ResolvedShot
from seedance_make.core.storyboard.video_model import MINI
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.source import SourceText
from seedance_make.core.text.suggest import short

MOST_MEDIA = 12  # media of all kinds that one request may carry, as far as is known

LINTS: Mapping[str, str] = {
    "long-prompt": f"a prompt of more than {MINI.most('prompt'):,} characters",
    "web-search-with-media": "`web_search` beside frames or references: it is for text alone",
    "cast-name-in-text": "a name of the cast in a prompt without `{{ }}`: its text and pictures do not come along",
    "many-files": f"more than {MOST_MEDIA} references in one shot",
    "same-request": "two shots that ask for the same clip",
}
"""Warnings of a storyboard's meaning, by name, in plain words."""

_WORDS = re.compile(r"\{\{[^{}]*\}\}|\w[\w-]*")


def lint(drafts: Mapping[str, Draft], shots: Iterable[ResolvedShot], manifest: Manifest) -> Iterator[Problem]:
    """Every warning that needs no look at the disk. Disabled shots have none: they cost nothing."""
    enabled = [shot for shot in shots if shot.enabled]
    members = {name.casefold(): name for name in manifest.cast}
    source = SourceText(sources=manifest.sources)
    for shot in enabled:
        yield from _long_prompt(shot)
        yield from _web_search(shot)
        yield from _many_files(shot)
        if members:
            yield from _cast_names(drafts[shot.name], members, source)


def unsilenced(problems: Iterable[Problem], ignored: frozenset[str]) -> Iterator[Problem]:
    """Without the warnings that `lint.ignore` silences; errors cannot be silenced."""
    return (p for p in problems if p.severity is Severity.ERROR or p.name not in ignored)


def _long_prompt(shot: ResolvedShot) -> Iterator[Problem]:
    most = shot.model.most("prompt")
    if most is not None and shot.prompt and len(shot.prompt) > most:
        yield Problem.at(
            shot,
            "prompt",
            name="long-prompt",
            message=f"the prompt has {len(shot.prompt):,} characters with its names put in, more than {most:,}",
            help="the API may refuse it, or read only its beginning",
            severity=Severity.WARNING,
        )


def _web_search(shot: ResolvedShot) -> Iterator[Problem]:
    if shot.scalars.get("web_search") and shot.media:
        yield Problem.at(
            shot,
            "web_search",
            name="web-search-with-media",
            message=f"`web_search` has no effect on `{short(shot.name)}`, which has frames or references",
            help="it is for text alone: leave it out",
            severity=Severity.WARNING,
        )


def _many_files(shot: ResolvedShot) -> Iterator[Problem]:
    count = sum(map(len, shot.media.values()))
    if count > MOST_MEDIA:
        yield Problem.at(
            shot,
            name="many-files",
            message=f"sends {count} images, videos and audios; the API is said to take {MOST_MEDIA} in all",
            help="leave some out",
            severity=Severity.WARNING,
        )


def _cast_names(draft: Draft, members: Mapping[str, str], source: SourceText) -> Iterator[Problem]:
    """A member named in bare words, when the shot does not cast her in any other way."""
    value = draft.fields.get("prompt")
    if value is None or not isinstance(value.node.value, str):
        return
    words = {word.casefold(): word for word in _WORDS.findall(value.node.value) if not word.startswith("{")}
    for folded, word in words.items():
        name = members.get(folded)
        if name is not None and name not in draft.cast:
            found = source.find(value.node.place, _WORDS)
            place = next((place for match, place in found if match[0] == word), None)
            yield Problem.at(
                draft,
                "prompt",
                place=place,
                name="cast-name-in-text",
                message=f"`{word}` is one of the cast, but as a bare word brings neither text nor pictures along",
                help=f"write `{{{{ cast.{name} }}}}`, or add `cast: [{name}]`",
                severity=Severity.WARNING,
            )
