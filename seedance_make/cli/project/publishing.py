"""What gives this project's local files and frames an address that the API can read, by `publish:` and `team:`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from seedance_make.cli.project.open import Project
from seedance_make.cli.project.team import team_of
from seedance_make.core.errors import InvalidInputError
from seedance_make.core.plan.model import Plan
from seedance_make.core.plan.rules.publishability import NOTHING, Publishability, Refusal
from seedance_make.core.ports.network import Publisher
from seedance_make.core.text.diagnostic import Severity
from seedance_make.core.urls import url_flaw

GIT = "git"
_TEAM_FOLDER = "media/"  # in the team store, beside the shared results
_FOLDER_HELP = "publish: {store: file:///FOLDER, base_url: https://…} serves a folder that a web server shows"


@contextmanager
def publishing(project: Project) -> Iterator[Publisher | None]:
    """The publisher of a build. An API on this machine reads what the build itself serves, whatever `publish` says."""
    if not project.host.loopback:
        yield publisher(project)
        return
    from seedance_make.remote.publish_loopback import LoopbackPublisher  # noqa: PLC0415

    with LoopbackPublisher(_types(project)) as local:
        yield local


def publisher(project: Project) -> Publisher | None:
    """What `publish` or `team` sets up. Opens nothing yet; None where nothing is set."""
    from seedance_make.remote.publish import StorePublisher  # noqa: PLC0415 - only where something is bought

    setting = _publish(project)
    types = _types(project)
    if setting == GIT:
        from seedance_make.load.git import FolderGit  # noqa: PLC0415
        from seedance_make.remote.publish_git import GitPublisher  # noqa: PLC0415

        return GitPublisher(project.folder, FolderGit(project.folder))
    if isinstance(setting, Mapping):
        return StorePublisher(setting["store"], base_url=setting["base_url"], types=types)
    if setting:
        return StorePublisher(setting, base_url=None, types=types)
    team = team_of(project)
    return StorePublisher(team, base_url=None, folder=_TEAM_FOLDER, types=types) if team else None


def _types(project: Project) -> dict[str, str]:
    """The types of local files, by digest."""
    return {asset.sha256: asset.type for asset in project.assets.values()}


def publishability_of(project: Project) -> Publishability:
    """What of this project cannot be published, without a network. Blocking."""
    setting = _publish(project)
    if project.simulate or project.host.loopback:
        return Publishability()
    if isinstance(setting, Mapping):
        return _public(setting["base_url"])
    if setting == GIT:
        return _git(project)
    store, key = (setting, "publish") if setting else (team_of(project), "team")
    if store is None:
        return NOTHING
    if store.startswith("file:"):
        folder = Refusal(message=f"no public address, since `{key}: {store}` is a folder", help=_FOLDER_HELP)
        return Publishability(any_file=folder, any_frame=folder)
    return Publishability()


def refuse_unpublishable(plan: Plan, project: Project) -> None:
    """Raises InvalidInputError where a purchase needs what nothing serves: before anything is sent."""
    if plan.unpublishable:
        problems = [replace(p, severity=Severity.ERROR) for p in plan.unpublishable]
        raise InvalidInputError(problems=problems, sources=project.board.manifest.sources)


def _public(base_url: str) -> Publishability:
    flaw = url_flaw(base_url)
    if flaw is None:
        return Publishability()
    nowhere = Refusal(message=f"no public address, since in `base_url` of `publish:` {flaw[0]}", help=flaw[1])
    return Publishability(any_file=nowhere, any_frame=nowhere)


def _git(project: Project) -> Publishability:
    from seedance_make.load.git import FolderGit  # noqa: PLC0415
    from seedance_make.remote.publish_git import GitPublisher  # noqa: PLC0415

    git = FolderGit(project.folder)
    frame = Refusal(
        message="not to be served by `publish: git`, since it is cut while the build runs and in no pushed commit",
        help="publish to a store: s3://BUCKET/FOLDER (also gs:, az:), or {store: …, base_url: …}",
    )
    return Publishability(any_frame=frame, files=GitPublisher(project.folder, git).refusals(project.files))


def _publish(project: Project) -> str | dict[str, str] | None:
    node = project.board.manifest.publish
    if node is None or node.value is None:
        return None
    if node.mapping:
        return {key: str(part.value) for key, part in node.mapping.items()}
    return str(node.value)
