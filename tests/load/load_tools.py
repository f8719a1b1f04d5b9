"""What was read, for tests that have something to read."""

from seedance_make.core.storyboard.model import Manifest
from seedance_make.load.manifest.read import Loaded


def manifest_of(loaded: Loaded) -> Manifest:
    """The manifest of files that could be read, wrong values and all."""
    assert loaded.manifest
    return loaded.manifest
