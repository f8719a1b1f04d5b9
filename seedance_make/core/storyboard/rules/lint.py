"""Lint: what is allowed and probably costs money for nothing. Each warning has a name that `lint.ignore` silences."""

import re
from collections.abc import Iterable, Iterator, Mapping

from seedance_make.core.storyboard.cast import CastMember
from seedance_make.core.storyboard.draft import Draft
from seedance_make.core.storyboard.fields import Mode
from seedance_make.core.storyboard.layers import BY_DEFAULT
from seedance_make.core.storyboard.model import FrameMedia, Manifest, ResolvedShot
from seedance_make.core.text.diagnostic import Place, Problem, Severity
from seedance_make.core.text.marks import MARK
from seedance_make.core.text.source import SourceText
from seedance_make.core.text.speech import speeches, words_of
from seedance_make.core.text.suggest import listed, short

LINTS: Mapping[str, str] = {
    "long-prompt": "a prompt of more characters than the model is said to take",
    "web-search-with-media": "`web_search` beside frames or references: it is for text alone",
    "cast-name-in-text": "a name of the cast in a prompt without `{{ }}`: its text and pictures do not come along",
    "many-files": "more references in one shot than the model is said to take",
    "frames-want": "a field beside frames that the model is said to take otherwise",
    "cast-without-pictures": "a first frame in a shot with members of the cast: their pictures are not sent",
    "silent-dialogue": "somebody speaks in a prompt, and `generate_audio` is not set",
    "simulator-mark": "a mark of the simulator, such as `[[stuck]]`, and an API that is not this machine's",
    "same-request": "two shots that ask for the same clip",
}
"""Warnings of a storyboard's meaning, by name, in plain words."""

_WORDS = re.compile(r"\{\{[^{}]*\}\}|\w[\w-]*")


def lint(
    drafts: Mapping[str, Draft],
    shots: Iterable[ResolvedShot],
    manifest: Manifest,
    cast: Mapping[str, CastMember],
    *,
    loopback: bool,
) -> Iterator[Problem]:
    """Every warning that needs no look at the disk. Disabled shots have none: they cost nothing.

    `loopback`: the API is on this machine, so it may be the simulator.
    """
    enabled = [shot for shot in shots if shot.enabled]
    members = {name.casefold(): name for name in manifest.cast}
    source = SourceText(sources=manifest.sources)
    for shot in enabled:
        yield from _long_prompt(shot)
        yield from _web_search(shot)
        yield from _many_files(shot)
        yield from _frames_want(shot)
        yield from _lost_pictures(drafts[shot.name], shot, cast)
        yield from _silent_dialogue(drafts[shot.name], shot, source)
        if not loopback:
            yield from _marks(drafts[shot.name], shot, source)
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
    count, most = sum(map(len, shot.media.values())), shot.model.most_media
    if most is not None and count > most:
        yield Problem.at(
            shot,
            name="many-files",
            message=f"sends {count} images, videos and audios; the API is said to take {most} in all",
            help="leave some out",
            severity=Severity.WARNING,
        )


def _frames_want(shot: ResolvedShot) -> Iterator[Problem]:
    """A field that should be something else where there are frames."""
    for field, wanted in shot.model.with_frames.items() if shot.mode is Mode.I2V else ():
        if shot.scalars.get(field) != wanted:
            yield Problem.at(
                shot,
                field,
                name="frames-want",
                message=f"with frames `{shot.model.id}` is said to take `{field}: {wanted}` alone",
                help=f"write `{field}: {wanted}`",
                severity=Severity.WARNING,
            )


def _lost_pictures(draft: Draft, shot: ResolvedShot, cast: Mapping[str, CastMember]) -> Iterator[Problem]:
    """The API takes a first frame or references, so continuity costs the members their faces."""
    names = [name for name in shot.cast if any(cast[name].media.values())]
    if shot.mode is Mode.I2V and names:
        first = shot.media["first_frame_url"][0]
        frame = f"{{shot: {first.shot}}}" if isinstance(first, FrameMedia) else "…"
        yield Problem.at(
            draft,
            "first_frame_url",
            name="cast-without-pictures",
            message=f"with a first frame the API takes no references, so the pictures of {listed(names)} stay out",
            help=f"to keep them give the frame as a reference: `reference_images: [{frame}]` in place of `first_frame`",
            severity=Severity.WARNING,
        )


def _silent_dialogue(draft: Draft, shot: ResolvedShot, source: SourceText) -> Iterator[Problem]:
    """Whoever wants it silent says so: then the field is set."""
    speech = next(speeches(shot.prompt or ""), None)
    if (
        speech
        and shot.scalars.get("generate_audio") is False
        and shot.origins["generate_audio"] == BY_DEFAULT
    ):
        yield Problem.at(
            shot,
            "prompt",
            place=_place_in_prompt(draft, speech[0], source),
            name="silent-dialogue",
            message=f"“{short(words_of(speech))}” is spoken, and the clip will have no sound",
            help="set `generate_audio: true`, or `false` where lips alone are wanted",
            severity=Severity.WARNING,
        )


def _marks(draft: Draft, shot: ResolvedShot, source: SourceText) -> Iterator[Problem]:
    mark = MARK.search(shot.prompt or "")
    if mark:
        yield Problem.at(
            shot,
            "prompt",
            place=_place_in_prompt(draft, mark[0], source),
            name="simulator-mark",
            message=f"`{mark[0]}` is for the simulator: this API would take it for a part of the prompt",
            help="take it out for a real build; rehearse with --simulate, or against `serve`",
            severity=Severity.WARNING,
        )


def _place_in_prompt(draft: Draft, words: str, source: SourceText) -> Place | None:
    """Where they stand in the prompt as written; None where a name or a style puts them in."""
    value = draft.fields.get("prompt")
    if value is None or words not in str(value.node.value):
        return None
    return next((place for _, place in source.find(value.node.place, re.compile(re.escape(words)))), None)


def _cast_names(draft: Draft, members: Mapping[str, str], source: SourceText) -> Iterator[Problem]:
    """A member named in bare words, when the shot does not cast her in any other way."""
    value = draft.fields.get("prompt")
    if value is None or not isinstance(value.node.value, str):
        return
    words = {word.casefold(): word for word in _WORDS.findall(value.node.value) if not word.startswith("{")}
    for folded, word in words.items():
        name = members.get(folded)
        if name is not None and name not in draft.cast:
            occurrences = source.find(value.node.place, _WORDS)
            place = next((place for match, place in occurrences if match[0] == word), None)
            yield Problem.at(
                draft,
                "prompt",
                place=place,
                name="cast-name-in-text",
                message=f"`{word}` is one of the cast, but as a bare word brings neither text nor pictures along",
                help=f"write `{{{{ cast.{name} }}}}`, or add `cast: [{name}]`",
                severity=Severity.WARNING,
            )
