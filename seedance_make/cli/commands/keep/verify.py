"""`verify`: every clip of the store and every output read and hashed again."""

from collections.abc import Iterable

import click

from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import build_command, echo_json
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.wiring import open_world
from seedance_make.core.errors import Exit
from seedance_make.core.plan.select import Selection
from seedance_make.core.text.redact import plain
from seedance_make.core.text.suggest import listed
from seedance_make.engine.upkeep.verify import KnownClip, Verified
from seedance_make.engine.upkeep.verify import verify_store as rehash
from seedance_make.store.output_tree import DiskTree
from seedance_make.ui.paint import Paint, columns
from seedance_make.ui.words import many, megabytes

_STYLES = {"damaged": "bad", "missing": "bad", "edited": "yellow"}


class _Forgetful:
    """An index that remembers nothing: a tree that asks it reads every file."""

    def get(self, key: str) -> object:  # noqa: ARG002
        """Nothing."""
        return None

    def get_many(self, keys: Iterable[str]) -> dict[str, object]:  # noqa: ARG002
        """Nothing of them."""
        return {}

    def set(self, key: str, value: object) -> None:
        """Forget it."""


@click.command()
@global_options
def verify() -> int:
    """Rehash the store and the outputs."""
    invocation = current_invocation()
    project = open_project(invocation)
    fresh = DiskTree(project.folder, project.output, _Forgetful())
    with open_world(project) as world:
        verified = rehash(world, project.board, fresh.look)
    if invocation.json:
        echo_json(_json(verified, project))
    else:
        click.echo("\n".join(_lines(verified, project, invocation)), color=invocation.color)
    return int(Exit.OK if verified.good else Exit.FAILED)


def _lines(verified: Verified, project: Project, invocation: Invocation) -> Iterable[str]:
    rows = [["damaged", *_named(clip), "set aside in the store's damaged/"] for clip in verified.damaged]
    rows += [
        ["missing", *_named(clip), "bought, and its bytes are nowhere here"] for clip in verified.missing
    ]
    rows += [
        ["edited", f"{project.output}/{plain(path)}", "", "no clip of ours: edited or damaged"]
        for path in verified.edited
    ]
    paint = Paint(invocation.color)
    yield from columns([[paint(row[0], _STYLES[row[0]]), *row[1:]] for row in rows])
    if rows:
        yield ""
    clips = (
        f"{many(verified.clips, 'clip')} ({megabytes(verified.size)}) and {many(verified.outputs, 'output')}"
    )
    yield f"Whole: {clips}."
    if verified.elsewhere:
        yield f"Not in this store, and asked for by no shot: {many(len(verified.elsewhere), 'clip')}."
    if verified.damaged or verified.missing:
        command = build_command(invocation, Selection(), simulate=False, max_credits=None)
        yield f"Next: {command}   # brings them back from the outputs, the team store or their tasks; never buys them again by itself"
    if verified.edited:
        names = [plain(path).removesuffix(".mp4") for path in verified.edited]
        yield f"To put the clip back in place of an edited output: build --overwrite SHOT ({listed(names)})"


def _named(clip: KnownClip) -> list[str]:
    takes = listed([plain(t).removesuffix("@1") for t in clip.takes], 3) or "of another project"
    return [takes, clip.digest[:12]]


def _json(verified: Verified, project: Project) -> dict[str, object]:
    def clips(entries: Iterable[KnownClip]) -> list[dict[str, object]]:
        return [{"sha256": c.digest, "takes": list(c.takes)} for c in entries]

    return {
        "whole": {"clips": verified.clips, "bytes": verified.size, "outputs": verified.outputs},
        "damaged": clips(verified.damaged),
        "missing": clips(verified.missing),
        "edited": [f"{project.output}/{path}" for path in verified.edited],
        "elsewhere": clips(verified.elsewhere),
        "ok": verified.good,
    }
