"""Who lives: decided by the operating system, never by a clock."""

import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from store_faults import fill, needs_mount, small_disk
from store_samples import child

from seedance_make.core.errors import StoreError
from seedance_make.core.ports.journal import Owners as OwnersPort
from seedance_make.store.owners import ROOM, DiskOwners

LIVE = """
import sys
from pathlib import Path
from seedance_make.store.owners import DiskOwners
with DiskOwners(Path(sys.argv[1])) as owners:
    owners.rescue("a" * 32, "task_9")
    print(owners.me, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def owners(tmp_path: Path) -> Iterator[DiskOwners]:
    with DiskOwners(tmp_path / "home") as made:
        yield made


def names(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "owners").iterdir())


def test_it_is_the_port(owners: DiskOwners) -> None:
    port: OwnersPort = owners
    assert len(port.me) == 32


def test_an_owner_lives_from_enter_to_exit(tmp_path: Path) -> None:
    others = DiskOwners(tmp_path / "home")
    mine = DiskOwners(tmp_path / "home")
    assert not others.alive(mine.me)
    assert not mine.alive(mine.me)
    with mine:
        assert others.alive(mine.me)
        assert mine.alive(mine.me)
    assert not others.alive(mine.me)
    assert not mine.alive(mine.me)
    assert names(tmp_path / "home") == []


def test_asking_makes_no_files(tmp_path: Path) -> None:
    asker = DiskOwners(tmp_path / "home")
    for owner in ("a" * 32, "", "../../etc/passwd", "a" * 31 + "/", "o"):
        assert not asker.alive(owner)
        assert asker.rescued(owner) == {}
    asker.clean([])
    assert list(tmp_path.iterdir()) == []


def test_asking_does_not_cost_the_owner_its_lock(owners: DiskOwners, tmp_path: Path) -> None:
    for _ in range(3):
        assert DiskOwners(tmp_path / "home").alive(owners.me)


def test_stopped_lives_and_killed_is_dead(owners: DiskOwners, tmp_path: Path) -> None:
    process = child(LIVE, tmp_path / "home")
    assert process.stdout
    other = process.stdout.readline().strip()
    assert owners.alive(other)
    process.send_signal(signal.SIGSTOP)
    assert owners.alive(other)
    process.kill()
    process.wait()
    assert not owners.alive(other)
    assert owners.rescued(other) == {"a" * 32: "task_9"}
    process.communicate()


def test_ids_are_rescued(owners: DiskOwners, tmp_path: Path) -> None:
    odd = 'task "ü"\n\x1b[2J'
    assert owners.rescue("a" * 32, "task_1")
    assert owners.rescue("b" * 32, odd)
    assert DiskOwners(tmp_path / "home").rescued(owners.me) == {"a" * 32: "task_1", "b" * 32: odd}
    assert (tmp_path / "home/owners" / f"{owners.me}.ids").stat().st_size == ROOM


def test_rescued_ids_survive_a_normal_end(tmp_path: Path) -> None:
    with DiskOwners(tmp_path / "home") as mine:
        mine.rescue("a" * 32, "task_1")
    assert not DiskOwners(tmp_path / "home").alive(mine.me)
    assert DiskOwners(tmp_path / "home").rescued(mine.me) == {"a" * 32: "task_1"}
    assert names(tmp_path / "home") == [f"{mine.me}.ids"]


def test_a_line_that_was_cut_short_is_none(owners: DiskOwners, tmp_path: Path) -> None:
    owners.rescue("a" * 32, "task_1")
    owners.rescue("b" * 32, "task_2")
    path = tmp_path / "home/owners" / f"{owners.me}.ids"
    content = path.read_bytes()
    cut = content.index(b"task_2") + 3
    path.write_bytes(content[:cut] + b" " * (ROOM - cut))
    assert owners.rescued(owners.me) == {"a" * 32: "task_1"}
    path.write_bytes(b'\xff\n[1]\n["x", 2]\n{}\n"ab"\n["a", "b", "c"]\nnull\n["c","d"]\n')
    assert owners.rescued(owners.me) == {"c": "d"}


def test_the_room_has_an_end(owners: DiskOwners) -> None:
    said = [owners.rescue(f"{n:032x}", "t" * 900) for n in range(100)]
    assert said == sorted(said, reverse=True)
    assert False in said
    assert len(owners.rescued(owners.me)) == said.count(True)
    assert not owners.rescue("a" * 32, "t" * ROOM)


def test_without_a_room_rescuing_fails_and_does_not_raise(owners: DiskOwners, tmp_path: Path) -> None:
    assert not DiskOwners(tmp_path / "home").rescue("a" * 32, "task_1")
    (tmp_path / "home/owners" / f"{owners.me}.ids").unlink()
    assert not owners.rescue("a" * 32, "task_1")


@needs_mount
def test_a_disk_that_filled_up_since_takes_the_id(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, DiskOwners(disk) as owners:
        fill(disk)
        assert owners.rescue("a" * 32, "task_1")
        assert owners.rescued(owners.me) == {"a" * 32: "task_1"}


@needs_mount
def test_a_disk_that_is_full_at_the_start_is_said_before_money_is_spent(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with DiskOwners(disk):
            pass
        fill(disk)
        with pytest.raises(StoreError) as error:
            DiskOwners(disk).__enter__()
        assert error.value.message == f"cannot write {disk}/owners: the disk is full"
        assert names(disk) == []


def test_the_files_of_the_dead_go_unless_a_live_row_names_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ExitStack() as stack:
        living = stack.enter_context(DiskOwners(home))
        me = stack.enter_context(DiskOwners(home))
        dead = []
        for _ in range(2):
            process = child(LIVE, home)
            assert process.stdout
            dead.append(process.stdout.readline().strip())
            process.kill()
            process.communicate()
        (home / "owners/notes.txt").write_text("mine")
        me.clean(named=[dead[0]])
        left = {f"{owner}.{end}" for owner in (living.me, me.me, dead[0]) for end in ("lock", "ids")}
        assert set(names(home)) == left | {"notes.txt"}
        assert me.rescued(dead[0]) == {"a" * 32: "task_9"}
        assert me.alive(living.me)
