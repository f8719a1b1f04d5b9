"""`gc`: says what could go from the store and the lock file, and removes what an explicit scope names, after showing it."""

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import click

from seedance_make.cli.invocation import Invocation, current_invocation, global_options
from seedance_make.cli.output import echo_json
from seedance_make.cli.project.open import Project, open_project
from seedance_make.cli.wiring import JOURNAL, LOCK_FILE, home, open_world
from seedance_make.core.attempt.states import LIVE
from seedance_make.core.errors import Exit, RefusedError, UsageError
from seedance_make.core.request.pricing import dollars
from seedance_make.core.storyboard.resolve import resolve_storyboard
from seedance_make.core.text.redact import plain
from seedance_make.engine.upkeep.garbage import in_use, unused_clips, unused_receipts
from seedance_make.store import garbage
from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.lock_file import DiskLockFile
from seedance_make.store.owners import DiskOwners
from seedance_make.ui.paint import columns
from seedance_make.ui.words import many, megabytes

_WAIT = 0.2  # seconds between two looks at the builds that hold the store


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What one option removes."""

    what: str
    items: tuple[str, ...]  # one line each
    size: int  # bytes on disk
    remove: Callable[[], None]
    price: int = 0  # credits that it would cost again


@click.command()
@click.option("--damaged", is_flag=True, help="Clips that were set aside since their bytes had rotted.")
@click.option("--leftovers", is_flag=True, help="Unfinished downloads and locks of processes that are gone.")
@click.option("--index", is_flag=True, help="The index: builds fill it anew.")
@click.option("--runs", is_flag=True, help="The event files of past builds.")
@click.option("--unused", is_flag=True, help="Clips that this project bought and no shot asks for now.")
@click.option("--lock", is_flag=True, help="Receipts of the lock file that no shot asks for now.")
@click.option("--yes", is_flag=True, help="Remove without asking.")
@global_options
def gc(yes: bool, **options: bool) -> int:
    """Remove from the store what a scope names, and nothing else."""
    invocation = current_invocation()
    named = [name for name, given in options.items() if given]
    if named:
        _wait_for_builds(invocation)
    scopes = _find(invocation, named or list(options), strict=bool(named))
    if not named:
        return _overview(scopes, invocation)
    if not invocation.json or not yes:
        _show(scopes, err=invocation.json)
    empty = not any(scope.items for scope in scopes.values())
    if not empty and not yes:
        _ask(scopes)
    for scope in scopes.values():
        scope.remove()
    if invocation.json:
        echo_json(_json(scopes, removed=not empty))
    elif not empty:
        size = sum(s.size for s in scopes.values())
        click.echo(f"Removed. {megabytes(size)} are free again.")
    return int(Exit.OK)


def _wait_for_builds(invocation: Invocation) -> None:
    """Nothing is taken away under a build's feet."""
    owners = DiskOwners(home())
    announced = False
    while living := owners.living():
        if not announced and invocation.verbosity >= 0:
            click.echo(
                f"waiting for {many(len(living), 'build')} on this store to end (Ctrl-C: nothing is removed)",
                err=True,
            )
        announced = True
        time.sleep(_WAIT)


def _find(invocation: Invocation, names: list[str], *, strict: bool) -> Mapping[str, Scope]:
    """Each scope with what it would remove. Outside of a project only the store's own, unless a scope needs one."""
    scopes = {name: scope for name, scope in _of_store() if name in names}
    if {"unused", "lock"}.isdisjoint(names):
        return scopes
    try:
        project = open_project(invocation)
    except UsageError:
        if strict:
            raise
        return scopes
    return scopes | {name: scope for name, scope in _of_project(project) if name in names}


def _of_store() -> Iterator[tuple[str, Scope]]:
    store = home()
    for name, look, what in (
        ("damaged", garbage.damaged_artifacts, "damaged clips that were set aside"),
        ("index", garbage.index_files, "the index, which builds fill anew"),
        ("runs", garbage.run_files, "event files of past builds"),
    ):
        unused = look(store)
        items = (
            (many(len(unused.files), "file"),)
            if name == "index" and unused.files
            else tuple(p.name for p in unused.files)
        )
        yield name, Scope(what=what, items=items, size=unused.size, remove=lambda h=unused: garbage.remove(h))  # type: ignore[misc]
    yield "leftovers", _leftovers()


def _leftovers() -> Scope:
    """Temporary files that no attempt will take up again. Called while no build holds the store, or for a look."""
    store, cas, owners = home(), DiskCas(home()), DiskOwners(home())
    with SqliteJournal(store / JOURNAL) as journal:
        live = journal.rows(states=LIVE)
    if owners.living():
        names: tuple[str, ...] = ()
    else:
        kept = {row.id for row in live}
        names = tuple(n for n in cas.leftovers() if n.partition(".")[0] not in kept)
    size = sum(cas.leftover_size(name) for name in names)

    def remove() -> None:
        for name in names:
            cas.drop_leftover(name)
        owners.clean(row.owner for row in live)

    return Scope(what="unfinished files of processes that are gone", items=names, size=size, remove=remove)


def _of_project(project: Project) -> Iterator[tuple[str, Scope]]:
    manifest = project.board.manifest
    boards = [
        resolve_storyboard(manifest, name, loopback=project.host.loopback)
        for name in (None, *manifest.profiles)
    ]
    cas, lock = DiskCas(home()), DiskLockFile(project.folder / LOCK_FILE, home())
    with open_world(project) as world:
        needed = in_use(world, boards)
        clips = unused_clips(world, needed)
        receipts = unused_receipts(world, needed)

    def remove_clips() -> None:
        for clip in clips:
            cas.remove(clip.digest)

    def remove_receipts() -> None:
        if receipts:
            lock.remove(receipts)

    yield (
        "unused",
        Scope(
            what="clips that no shot asks for; to have one again costs its price again",
            items=tuple(f"{plain(c.shot)}@{c.take}  {c.digest[:12]}  {dollars(c.credits)}" for c in clips),
            size=sum(c.size for c in clips),
            price=sum(c.credits for c in clips),
            remove=remove_clips,
        ),
    )
    yield (
        "lock",
        Scope(
            what="receipts that no shot asks for: without one, others would not know that the clip was bought",
            items=tuple(f"{plain(r.shot)}@{r.take}  {r.sha256[:12]}  {dollars(r.credits)}" for r in receipts),
            size=0,
            price=sum(r.credits for r in receipts),
            remove=remove_receipts,
        ),
    )


def _overview(scopes: Mapping[str, Scope], invocation: Invocation) -> int:
    if invocation.json:
        echo_json(_json(scopes, removed=False))
        return int(Exit.OK)
    rows = [[f"--{name}", f"{len(s.items):,}", megabytes(s.size), s.what] for name, s in scopes.items()]
    click.echo("\n".join(columns(rows, right=frozenset({1, 2}))))
    click.echo("\nNothing was removed: name a scope.")
    return int(Exit.OK)


def _show(scopes: Mapping[str, Scope], *, err: bool) -> None:
    for name, scope in scopes.items():
        total = f"{len(scope.items):,}, {megabytes(scope.size)}" if scope.items else "nothing"
        price = f", bought for {dollars(scope.price)}" if scope.price else ""
        click.echo(f"{name} ({scope.what}): {total}{price}", err=err)
        for item in scope.items:
            click.echo(f"  {item}", err=err)


def _ask(scopes: Mapping[str, Scope]) -> None:
    """Raises RefusedError without a yes."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise RefusedError(
            "nothing was removed: nobody is there to ask", help="look at the list above, then add --yes"
        )
    count = sum(len(s.items) for s in scopes.values())
    if not click.confirm(f"Remove {many(count, 'entry', 'entries')} for good?", err=True):
        raise RefusedError("nothing was removed")


def _json(scopes: Mapping[str, Scope], *, removed: bool) -> dict[str, object]:
    return {
        "scopes": [
            {"scope": name, "items": list(s.items), "bytes": s.size, "credits": s.price}
            for name, s in scopes.items()
        ],
        "removed": removed,
    }
