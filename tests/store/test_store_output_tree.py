"""The output tree: what was placed is remembered, by several builds at once, and for a crash in between."""

import hashlib
from contextlib import closing
from pathlib import Path

from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.index import DiskIndex
from seedance_make.store.output_tree import DiskTree


def clip(home: Path, data: bytes) -> str:
    writer = DiskCas(home).writer("x")
    writer.write(data)
    writer.seal()
    return writer.publish().sha256


def test_what_was_placed_is_remembered_from_the_first_clip_on(tmp_path: Path) -> None:
    digest = clip(tmp_path, b"a clip")
    with closing(DiskIndex(tmp_path)) as index:
        tree = DiskTree(tmp_path, "out", index)
        tree.place(DiskCas(tmp_path), digest, "act1/a.mp4")
        assert tree.placed() == {"act1/a.mp4": digest}
        tree.close()
        assert DiskTree(tmp_path, "out", index).placed() == {"act1/a.mp4": digest}
        assert DiskTree(tmp_path, "out-draft", index).placed() == {}


def test_what_is_expected_is_remembered_before_it_is_written(tmp_path: Path) -> None:
    with closing(DiskIndex(tmp_path)) as index:
        tree = DiskTree(tmp_path, "out", index)
        tree.note("b.mp4", "b" * 64)
        tree.expect(["a.mp4", "b.mp4"])
        assert DiskTree(tmp_path, "out", index).placed() == {"a.mp4": "", "b.mp4": "b" * 64}


def test_two_builds_remember_both(tmp_path: Path) -> None:
    digest = clip(tmp_path, b"a clip")
    with closing(DiskIndex(tmp_path)) as index:
        DiskTree(tmp_path, "out", index).expect(["old.mp4"])
        one, two = DiskTree(tmp_path, "out", index), DiskTree(tmp_path, "out", index)
        assert one.placed() == two.placed()
        one.place(DiskCas(tmp_path), digest, "a.mp4")
        two.place(DiskCas(tmp_path), digest, "b.mp4")
        two.remove("old.mp4")
        one.close()
        two.close()
        assert DiskTree(tmp_path, "out", index).placed() == {"a.mp4": digest, "b.mp4": digest}


def test_a_digest_is_read_once_and_again_when_the_file_changes(tmp_path: Path) -> None:
    with closing(DiskIndex(tmp_path)) as index:
        tree = DiskTree(tmp_path, "out", index)
        assert tree.look("a.mp4") is None
        (tmp_path / "out").mkdir()
        path = tmp_path / "out/a.mp4"
        path.write_bytes(b"one")
        assert tree.look("a.mp4") == hashlib.sha256(b"one").hexdigest()
        path.write_bytes(b"two")
        assert tree.look("a.mp4") == hashlib.sha256(b"two").hexdigest()
        path.unlink()
        path.mkdir()
        assert tree.look("a.mp4") == ""


def test_removing_leaves_no_empty_folders_and_touches_no_other_file(tmp_path: Path) -> None:
    digest = clip(tmp_path, b"a clip")
    with closing(DiskIndex(tmp_path)) as index:
        tree = DiskTree(tmp_path, "out", index)
        tree.place(DiskCas(tmp_path), digest, "act1/scene/a.mp4")
        (tmp_path / "out/act1/notes.txt").write_text("mine")
        tree.remove("act1/scene/a.mp4")
        assert sorted(p.name for p in (tmp_path / "out").rglob("*")) == ["act1", "notes.txt"]
