"""Floor 2: doing what the plan says. It sees the world through the ports of the core alone."""
