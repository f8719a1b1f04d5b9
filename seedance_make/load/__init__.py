"""Files that a person wrote → core types: the manifest with its places, local media, edits in place."""
