"""Files that a person wrote → core types: the manifest with its places, local media, edits in place."""

from seedance_make.load.manifest_file import Loaded, join_problems, load_manifest, read_manifest
from seedance_make.load.schema_file import schema_text

__all__ = ["Loaded", "join_problems", "load_manifest", "read_manifest", "schema_text"]
