"""A clip, kept in a CAS, and what can become of it."""

import hashlib
from pathlib import Path

from seedance_make.core.storyboard.model import Artifact
from seedance_make.store.cas.cas import DiskCas

CLIP = b"a clip" * 1000
DIGEST = hashlib.sha256(CLIP).hexdigest()


def keep(cas: DiskCas, content: bytes = CLIP, name: str = "a.1") -> Artifact:
    writer = cas.writer(name)
    writer.write(content)
    writer.seal()
    return writer.publish()


def files(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if not p.is_dir())


def rot(path: Path) -> None:
    """Flip one bit."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)
