"""The index: a cache that may vanish, lie or be planted, and never raises."""

import os
import pickle
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import diskcache
import pytest
from store_faults import fill, needs_mount, small_disk
from store_samples import child, output_of, snapshot

from seedance_make.core.ports.project import Index
from seedance_make.store.index import DiskIndex, NotTextError, TextDisk


@pytest.fixture
def index(tmp_path: Path) -> DiskIndex:
    return DiskIndex(tmp_path / "home")


@pytest.fixture
def db(tmp_path: Path) -> Path:
    return tmp_path / "home/index/cache.db"


def damaged(tmp_path: Path) -> list[Path]:
    return list((tmp_path / "home").glob("index.damaged-*"))


@pytest.mark.parametrize(
    "value",
    [None, True, 0, 1.5, "text", "", [], {}, {"a": [1, {"b": None}]}, "ü\u2028\ud800", 10**30, "x" * 10**6],
)
def test_json_comes_back_as_it_went_in(index: DiskIndex, value: object, tmp_path: Path) -> None:
    port: Index = index
    port.set("k", value)
    assert port.get("k") == value
    assert DiskIndex(tmp_path / "home").get("k") == value


def test_a_miss_is_none_and_makes_nothing(index: DiskIndex, tmp_path: Path) -> None:
    assert index.get("k") is None
    assert list(tmp_path.iterdir()) == []
    index.set("k", 1)
    assert index.get("other") is None


def test_many_are_read_in_one_go(index: DiskIndex, tmp_path: Path) -> None:
    assert index.get_many(["k"]) == {}
    assert list(tmp_path.iterdir()) == []
    for n in range(7):
        index.set(f"k{n}", n)
    asked = [f"k{n}" for n in range(1200)]
    assert index.get_many(asked) == {f"k{n}": n for n in range(7)}
    assert index.get_many([]) == {}


def test_of_many_what_is_not_as_it_was_written_is_missing(index: DiskIndex, db: Path) -> None:
    index.set("good", 1)
    index.set("bad", 2)
    index.close()
    with closing(sqlite3.connect(db)) as file, file:
        file.execute("UPDATE Cache SET value = replace(value, '2', '3') WHERE key = 'bad'")
    assert index.get_many(["good", "bad"]) == {"good": 1}


def test_of_a_damaged_file_none_is_read(index: DiskIndex, db: Path, tmp_path: Path) -> None:
    index.set("k", 1)
    index.close()
    db.write_bytes(b"no database" * 1000)
    assert index.get_many(["k"]) == {}
    assert len(damaged(tmp_path)) == 1


def test_a_value_is_replaced(index: DiskIndex) -> None:
    index.set("k", 1)
    index.set("k", 2)
    assert index.get("k") == 2


@pytest.mark.parametrize("value", [object(), {1, 2}, b"bytes", float("nan"), {(1, 2): 3}])
def test_what_is_no_json_is_not_kept(index: DiskIndex, value: object) -> None:
    index.set("k", value)
    assert index.get("k") is None


def test_a_ring_is_not_kept(index: DiskIndex) -> None:
    ring: list[object] = []
    ring.append(ring)
    index.set("k", ring)
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    index.set("k", deep)
    assert index.get("k") is None


def test_nothing_is_ever_evicted(index: DiskIndex, db: Path) -> None:
    index.set("k", 1)
    with closing(sqlite3.connect(db)) as connection:
        settings = dict(connection.execute("SELECT key, value FROM Settings"))
        columns = connection.execute("SELECT DISTINCT expire_time, mode, filename FROM Cache").fetchall()
    assert settings["eviction_policy"] == "none"
    assert settings["cull_limit"] == 0
    assert settings["size_limit"] == 2**63 - 1
    assert settings["statistics"] == 0
    assert settings["sqlite_mmap_size"] == 0
    assert columns == [(None, diskcache.core.MODE_RAW, None)]


def test_settings_of_a_planted_index_are_overruled(index: DiskIndex, db: Path) -> None:
    diskcache.Cache(str(db.parent), statistics=1, cull_limit=1000, size_limit=1).close()
    for n in range(50):
        index.set(f"k{n}", n)
    assert [index.get(f"k{n}") for n in range(50)] == list(range(50))


class Bomb:
    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.target),)


@pytest.mark.parametrize("size", [0, 2**20], ids=["in-row", "in-file"])
def test_a_planted_pickle_is_never_loaded(index: DiskIndex, db: Path, tmp_path: Path, size: int) -> None:
    planted = diskcache.Cache(str(db.parent), disk_min_file_size=2**15)
    planted["k"] = [Bomb(tmp_path / "exploded"), "x" * size]
    planted.close()
    assert index.get("k") is None
    assert not (tmp_path / "exploded").exists()
    pickle.loads(pickle.dumps(Bomb(tmp_path / "exploded")))
    assert (tmp_path / "exploded").exists()  # the bomb is a real one


def test_a_planted_file_elsewhere_is_never_read(index: DiskIndex, db: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text('{"sum": "", "value": "1"}')
    index.set("k", 1)
    index.close()
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        connection.execute("UPDATE Cache SET mode = 3, filename = '../../secret', value = NULL")
    assert index.get("k") is None


@pytest.mark.parametrize("thing", [1, 1.5, b"x", None, ["x"], ("x",), True])
def test_the_disk_takes_and_gives_text_alone(thing: object) -> None:
    disk = TextDisk("/nowhere")
    for use in (
        lambda: disk.put(thing),
        lambda: disk.get(thing, True),
        lambda: disk.store(thing, False, key="k"),
        lambda: disk.fetch(diskcache.core.MODE_RAW, None, thing, False),
        lambda: disk.fetch(diskcache.core.MODE_PICKLE, None, "x", False),
        lambda: disk.fetch(diskcache.core.MODE_RAW, "file", "x", False),
    ):
        with pytest.raises(NotTextError):
            use()


def ways_to_damage(db: Path) -> dict[str, bytes]:
    content = db.read_bytes()
    return {
        "garbage": b"garbage" * 1000,
        "noise": os.urandom(len(content)),
        "cut": content[: len(content) // 2],
        "header": content[:100],
        "zeros": b"\0" * len(content),
        "page": content[:4096] + os.urandom(len(content) - 4096),
    }


@pytest.mark.parametrize("way", ["garbage", "noise", "cut", "header", "zeros", "page"])
def test_a_damaged_index_is_set_aside_and_rebuilt(
    index: DiskIndex, db: Path, tmp_path: Path, way: str
) -> None:
    for n in range(100):
        index.set(f"k{n}", "x" * 100)
    index.close()
    content = ways_to_damage(db)[way]
    db.write_bytes(content)
    assert index.get("k99") in {None, "x" * 100}
    index.set("k", 1)
    index.set("k99", 2)
    assert (index.get("k"), index.get("k99")) == (1, 2)
    assert len(damaged(tmp_path)) == 1
    assert (damaged(tmp_path)[0] / "cache.db").stat().st_size >= min(len(content), 100)


def test_an_empty_file_is_an_empty_index(index: DiskIndex, db: Path) -> None:
    index.set("k", 1)
    index.close()
    db.write_bytes(b"")
    assert index.get("k") is None
    index.set("k", 2)
    assert index.get("k") == 2


def test_damage_while_it_is_open_is_a_miss(index: DiskIndex, db: Path) -> None:
    for n in range(200):
        index.set(f"k{n}", "x" * 100)
    os.truncate(db, 4096)
    for n in range(200):
        assert index.get(f"k{n}") in {None, "x" * 100}
    index.set("k", 1)
    assert index.get("k") == 1


@pytest.mark.parametrize("column", ["value", "key"])
def test_a_flipped_bit_is_a_miss(index: DiskIndex, db: Path, column: str) -> None:
    """A wrong digest from here could make a paid request look new."""
    index.set("key-a", {"sha256": "0" * 64})
    index.close()
    with closing(sqlite3.connect(db, isolation_level=None)) as connection:
        old, new = ("0000", "1000") if column == "value" else ("key-a", "key-c")
        connection.execute(f"UPDATE Cache SET {column} = replace({column}, '{old}', '{new}')")
    assert index.get("key-a") is None
    assert index.get("key-c") is None


def test_it_may_be_deleted_at_any_time(index: DiskIndex, db: Path) -> None:
    index.set("k", 1)
    for path in db.parent.iterdir():
        path.unlink()
    db.parent.rmdir()
    assert index.get("k") in {None, 1}
    index.set("k", 2)
    index.close()
    assert index.get("k") in {None, 2}
    index.set("k", 3)
    assert index.get("k") == 3


@pytest.mark.parametrize("what", ["file-for-home", "file-for-index", "folder-for-db"])
def test_an_impossible_place_is_a_miss(tmp_path: Path, what: str) -> None:
    home = tmp_path / "home"
    if what == "file-for-home":
        home.write_text("")
    elif what == "file-for-index":
        home.mkdir()
        (home / "index").write_text("")
    else:
        (home / "index/cache.db").mkdir(parents=True)
    before = snapshot(tmp_path)
    index = DiskIndex(home)
    index.set("k", 1)
    assert index.get("k") is None
    assert snapshot(tmp_path) == before


@pytest.mark.parametrize("name", ["$HOME", "~", "a$UNSET", "${HOME}b", "ü ü"])
def test_a_folder_with_an_odd_name_stays_where_it_is(tmp_path: Path, name: str) -> None:
    """diskcache would put in what the environment says."""
    index = DiskIndex(tmp_path / name)
    index.set("k", 1)
    assert index.get("k") in {None, 1}
    assert [p.name for p in tmp_path.iterdir()] in ([], [name])


def test_a_locked_index_is_a_miss_and_is_not_thrown_away(index: DiskIndex, db: Path, tmp_path: Path) -> None:
    index.set("k", 1)
    with closing(sqlite3.connect(db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        index.set("k", 2)
        assert index.get("k") is None
        other.execute("ROLLBACK")
    assert index.get("k") == 1
    assert damaged(tmp_path) == []


def test_a_foreign_table_is_set_aside(index: DiskIndex, db: Path, tmp_path: Path) -> None:
    db.parent.mkdir(parents=True)
    with closing(sqlite3.connect(db)) as connection:
        connection.execute("CREATE TABLE Cache (cookies)")
    index.set("k", 1)
    assert index.get("k") == 1
    assert len(damaged(tmp_path)) == 1


@needs_mount
def test_a_full_disk_is_a_miss(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        index = DiskIndex(disk)
        index.set("k", 1)
        fill(disk)
        index.set("big", "x" * 50_000)
        assert index.get("big") is None
        assert index.get("k") == 1
        assert not list(disk.glob("index.damaged-*"))


@needs_mount
def test_a_read_only_disk_is_a_miss(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        with closing(DiskIndex(disk)) as index:
            index.set("k", 1)
        os.system(f"mount -o remount,ro {disk}")
        index = DiskIndex(disk)
        index.set("k", 2)
        assert index.get("k") in {None, 1}


def test_threads_share_it(index: DiskIndex) -> None:
    def work(n: int) -> None:
        for k in range(20):
            index.set(f"k{n}.{k}", [n, k])

    threads = [threading.Thread(target=work, args=[n]) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(index.get(f"k{n}.{k}") == [n, k] for n in range(4) for k in range(20))


WRITE = """
import os, sys
from pathlib import Path
from seedance_make.store.index import DiskIndex
index = DiskIndex(Path(sys.argv[1]))
for n in range(100):
    index.set(f"k{n}", n)
    if n == 50 and sys.argv[2] == "die":
        os.kill(os.getpid(), 9)
print([index.get(f"k{n}") for n in range(100)] == list(range(100)))
"""


def test_processes_share_it(tmp_path: Path) -> None:
    workers = [child(WRITE, tmp_path / "home", "live") for _ in range(3)]
    assert [output_of(worker) for worker in workers] == ["True\n"] * 3
    assert damaged(tmp_path) == []


def test_a_kill_while_it_writes_is_put_right(tmp_path: Path) -> None:
    output_of(child(WRITE, tmp_path / "home", "die"))
    assert output_of(child(WRITE, tmp_path / "home", "live")) == "True\n"
