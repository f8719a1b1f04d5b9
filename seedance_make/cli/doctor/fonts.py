"""`doctor` on the letters of the prompts: whether simulated clips can show them. Nothing is said where they can."""

from collections.abc import Iterator

from seedance_make.cli.doctor.machine import Finding, remark
from seedance_make.core.storyboard.model import Storyboard
from seedance_make.ui.words import many

_EAST_ASIAN = {"cjk", "hangul"}


def font_findings(board: Storyboard) -> Iterator[Finding]:
    """A line for each script that no font of this machine has, and how to get one."""
    from seedance_make.simulator.render.fonts import people_name  # noqa: PLC0415 - Pillow is slow to import
    from seedance_make.simulator.render.lettering import typeset  # noqa: PLC0415

    shots: dict[str, int] = {}
    for shot in board.shots:
        for script in typeset(shot.prompt or "").missing if shot.enabled else ():
            shots[script] = shots.get(script, 0) + 1
    for script, count in sorted(shots.items()):
        package = "fonts-noto-cjk" if script in _EAST_ASIAN else "fonts-noto-core"
        yield remark(
            "fonts",
            f"none here has the {people_name(script)} letters of {many(count, 'prompt')}: "
            "simulated clips have the text as their title alone",
            f"Debian and Ubuntu: apt install {package}; elsewhere any font that has them",
        )
