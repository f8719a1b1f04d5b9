"""Where things stand in the team store. Nothing lists it: every key is asked for by name."""

MOST_NUMBERS = 300
"""Numbers that are looked through under one fingerprint; whoever finds more has found a mischief."""


def cas_key(digest: str) -> str:
    """Of bytes, by their sha256."""
    return f"cas/{digest}"


def ac_key(origin: str, fingerprint: str, number: int) -> str:
    """Of the n-th result of a fingerprint."""
    return f"ac/{origin}/{fingerprint}/{number}"


def claim_key(origin: str, fingerprint: str, number: int) -> str:
    """Of the n-th claim on a fingerprint."""
    return f"claims/{origin}/{fingerprint}/{number}"


def race_key(name: str) -> str:
    """Of the race that proves a store."""
    return f"race/{name}"
