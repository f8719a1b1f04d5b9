"""`doctor` on `publish:`: whether local files and frames get addresses, tried with a few bytes there and back."""

import asyncio
from collections.abc import Iterator

from seedance_make.cli.doctor.machine import Finding, bad, failed, good, remark
from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import Project, read_project
from seedance_make.cli.project.publishing import publishability_of, publisher
from seedance_make.cli.wiring import open_downloads
from seedance_make.core.errors import Exit, SeedanceError
from seedance_make.core.plan.rules.publishability import Refusal
from seedance_make.core.storyboard.model import UrlMedia
from seedance_make.engine.build.media_upload import try_publishing

_NAME = "publish"


def publishing_findings(invocation: Invocation, *, offline: bool) -> Iterator[Finding]:
    """Nothing for a storyboard without local media and without `publish`; what is wrong with it is said elsewhere."""
    try:
        project, _ = read_project(invocation)
        if project is None:
            return
        refusals = _refusals(project)
        for refusal, names in refusals.items():
            yield bad(_NAME, f"{', '.join(names)}: {refusal.message}", refusal.help, Exit.REFUSED)
        if _set(project) and project.host.loopback:
            yield good(
                _NAME, "not used: the API is on this machine, and builds serve files and frames themselves"
            )
        elif not refusals and _set(project):
            yield remark(_NAME, "not tried (--offline)") if offline else _tried(project)
    except SeedanceError as error:
        yield failed(_NAME, error)


def _refusals(project: Project) -> dict[Refusal, list[str]]:
    """Why something of this storyboard gets no address → what."""
    refused: dict[Refusal, list[str]] = {}
    now = publishability_of(project)
    media = (m for s in project.board.shots if s.enabled for many in s.media.values() for m in many)
    for medium in media:
        refusal = now.refuses(medium)
        if refusal is None or isinstance(medium, UrlMedia):
            continue
        name = getattr(medium, "path", None) or f"a frame of {getattr(medium, 'shot', '')}"
        names = refused.setdefault(refusal, [])
        if name not in names:
            names.append(name)
    return refused


def _set(project: Project) -> bool:
    manifest = project.board.manifest
    return manifest.publish is not None or manifest.team is not None


def _tried(project: Project) -> Finding:
    served = publisher(project)
    assert served is not None
    shown = asyncio.run(try_publishing(served, open_downloads(project)))
    if shown is None:
        return good(_NAME, "what is pushed has addresses; each is asked before a shot is bought")
    return good(_NAME, f"a few bytes were uploaded, and read back from {shown}")
