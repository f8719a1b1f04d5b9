"""The inputs: storyboards of any size, alone, in fifty files, or with every clip in its place."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "seedance_make")
FILES = 50


def environment(folder: Path, api: str = "http://127.0.0.1:9") -> dict[str, str]:
    """A store of the film's own; the default API is a port where nobody listens."""
    return {
        "SEEDANCE_MAKE_HOME": str(folder / "store"),
        "REAPI_BASE_URL": api,
        "REAPI_API_KEY": "rk_bench_0123456789",
    }


def _shot(number: int) -> str:
    return f"  act{number % FILES:02d}/s{number:05d}: {{prompt: Boat {number} on a grey sea., duration: {4 + number % 5}}}\n"


def film(folder: Path, shots: int) -> Path:
    """One file."""
    folder.mkdir(parents=True, exist_ok=True)
    head = "version: 1\nmax_credits: 900000000\ndefaults: {resolution: 480p}\nshots:\n"
    (folder / "storyboard.yaml").write_text(head + "".join(map(_shot, range(shots))), "utf-8")
    return folder


def film_in_files(folder: Path, shots: int) -> Path:
    """Fifty included files."""
    folder.mkdir(parents=True, exist_ok=True)
    names = [f"act{n:02d}.yaml" for n in range(FILES)]
    (folder / "storyboard.yaml").write_text(
        f"version: 1\ninclude: [{', '.join(names)}]\ndefaults: {{resolution: 480p}}\n", "utf-8"
    )
    for n, name in enumerate(names):
        (folder / name).write_text("shots:\n" + "".join(map(_shot, range(n, shots, FILES))), "utf-8")
    return folder


def bought_film(folder: Path, shots: int) -> Path:
    """Every clip in its place, and a receipt for each: what a clone of a finished film with its outputs is."""
    film(folder, shots)
    ran = subprocess.run(
        [*COMMAND, "plan", "--json"], cwd=folder, env={**os.environ, **environment(folder)},
        capture_output=True, check=True,
    )  # fmt: skip
    receipts = []
    for action in json.loads(ran.stdout)["actions"]:
        clip = _clip(action["shot"])
        path = folder / action["output"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(clip)
        receipt = {
            "fingerprint": action["fingerprint"], "sha256": hashlib.sha256(clip).hexdigest(), "bytes": len(clip),
            "model": action["request"]["model"], "origin": "loopback", "task_id": f"task_{action['shot']}",
            "credits": action["estimate"]["credits"], "shot": action["shot"], "take": action["take"],
        }  # fmt: skip
        receipts.append(json.dumps(receipt, separators=(",", ":")) + ",\n")
    text = '[{"lock":1},\n' + "".join(sorted(receipts)) + "null]\n"
    (folder / "storyboard.lock").write_text(text, "utf-8")
    return folder


def _box(kind: bytes, content: bytes) -> bytes:
    return (8 + len(content)).to_bytes(4, "big") + kind + content


def _clip(name: str) -> bytes:
    """The smallest container that counts as whole: four seconds by its header."""
    header = bytes(12) + (1000).to_bytes(4, "big") + (4000).to_bytes(4, "big") + bytes(80)
    return (
        _box(b"ftyp", b"isom\0\0\2\0isom")
        + _box(b"moov", _box(b"mvhd", header))
        + _box(b"mdat", name.encode())
    )
