"""make for AI video: build a storyboard, buying only what changed."""

__version__ = "0.1.0"
