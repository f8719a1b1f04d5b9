"""Shots that ask for one and the same clip: allowed, and most likely a slip."""

from collections.abc import Iterable, Iterator, Mapping

from seedance_make.core.request.fingerprint import by_name, fingerprint
from seedance_make.core.request.request import bind
from seedance_make.core.storyboard.model import ResolvedShot
from seedance_make.core.text.diagnostic import Problem, Severity
from seedance_make.core.text.suggest import short


def same_requests(shots: Iterable[ResolvedShot], files: Mapping[str, str]) -> Iterator[Problem]:
    """A warning for each shot that asks for a clip which another one asks for already. `files`: local media, path →
    sha256. Only of a storyboard without errors: what is not understood yet is like nothing."""
    prompts: dict[str, list[ResolvedShot]] = {}
    for shot in shots:
        if shot.enabled:
            prompts.setdefault(" ".join((shot.prompt or "").split()), []).append(shot)
    for alike in prompts.values():
        if len(alike) > 1:  # a fingerprint for every shot would take its time
            yield from _same(alike, files)


def _same(shots: Iterable[ResolvedShot], files: Mapping[str, str]) -> Iterator[Problem]:
    first: dict[str | None, ResolvedShot] = {}
    for shot in shots:
        for take in shot.takes:
            request = bind(shot, take, files=files, clips={})
            other = first.setdefault(fingerprint(request, by_name), shot)
            if other is not shot:
                yield _warning(shot, other)
                break


def _warning(shot: ResolvedShot, other: ResolvedShot) -> Problem:
    return Problem.at(
        shot,
        name="same-request",
        message=f"asks for the same clip as `{short(other.name)}` ({other.place.file}:{other.place.line})",
        help="it is bought once and used twice; for another clip change the prompt, or set `take: 2`",
        severity=Severity.WARNING,
        also=(other.place,),
    )
