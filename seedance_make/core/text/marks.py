"""Marks in a prompt that ask the simulator for trouble, `[[fail 80007]]`. What each does stands in `simulator.markers`."""

import re

MARK = re.compile(r"\[\[\s*(reject|fail|slow|stuck|429|lost|gone|videos)(?:\s+([A-Za-z0-9_.]+))?\s*\]\]")
"""Its name and its value, which may be missing."""
