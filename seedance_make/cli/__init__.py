"""Floor 3: verbs and wiring, the one place that sees all. Heavy imports are made inside the verbs that need them."""
