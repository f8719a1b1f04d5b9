"""A disk that will not even tell what is there: said, and never taken for "there is nothing"."""

from pathlib import Path

import pytest
from store_faults import failing, needs_strace
from store_samples import child, output_of

ASK = """
import sys
from pathlib import Path
from seedance_make.core.errors import StoreError
from seedance_make.store.index import DiskIndex
from seedance_make.store.cas.cas import DiskCas
from seedance_make.store.journal.journal import SqliteJournal
from seedance_make.store.owners import DiskOwners
home, way = Path(sys.argv[1]), sys.argv[2]
try:
    print(eval(way))
except StoreError as error:
    print(error.message)
"""
A, D = "a" * 32, "d" * 64
CLIP = f"cas/dd/{D}"


@needs_strace
@pytest.mark.parametrize(
    ("way", "path", "answer"),
    [
        ("SqliteJournal(home / 'journal.db').rows()", "journal.db", "cannot read {}: permission denied"),
        ("DiskOwners(home).alive('a' * 32)", f"owners/{A}.lock", "cannot read {}: permission denied"),
        ("DiskOwners(home).rescued('a' * 32)", f"owners/{A}.ids", "cannot read {}: permission denied"),
        ("DiskCas(home).has('d' * 64)", CLIP, "cannot read {}: permission denied"),
        ("DiskCas(home).check('d' * 64)", CLIP, "cannot read {}: permission denied"),
        ("DiskCas(home).size('d' * 64)", CLIP, "cannot read {}: permission denied"),
        ("DiskCas(home).leftover('a.1')", "cas/a.1.part", "cannot read {}: permission denied"),
        ("DiskIndex(home).get('k')", "index", "None"),
        ("DiskIndex(home).set('k', 1)", "index", "None"),
    ],
)
def test_a_place_that_may_not_be_looked_at(tmp_path: Path, way: str, path: str, answer: str) -> None:
    there = tmp_path / path
    there.parent.mkdir(parents=True, exist_ok=True)
    there.mkdir() if path == "index" else there.write_bytes(b"x")
    calls = "stat,lstat,newfstatat,statx,access,open,openat"
    prefix = [*failing(calls, "error=EACCES"), "-P", str(there)]
    assert output_of(child(ASK, tmp_path, way, prefix=prefix)) == answer.format(there) + "\n"
