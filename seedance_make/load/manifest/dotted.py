"""A value's path as a person would say it."""

Path = tuple[str | int, ...]


def dotted(path: Path) -> str:
    """`("shots", "door", "cast", 0)` → `shots.door.cast[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")
