"""Floor 3: commands and wiring, the one place that sees all. Heavy imports are made inside the commands that need them."""
