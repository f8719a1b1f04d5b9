"""Floor 0: what the tool knows and decides. No clock, disk, network, environment or logging in here."""
