"""What the team store has said so far. A plan asks nothing; a build asks before it decides."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from seedance_make.core.team.chain import Chain
from seedance_make.core.team.results import SharedResult


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFacts:
    """By fingerprint. Nothing is known of what was not asked about."""

    asked: frozenset[str] = frozenset()
    results: Mapping[str, tuple[SharedResult, ...]] = field(
        default_factory=dict
    )  # the smallest task id first
    held: frozenset[str] = frozenset()  # digests whose bytes are there
    chains: Mapping[str, Chain] = field(default_factory=dict)
    old: frozenset[str] = (
        frozenset()
    )  # nonces of intents that were seen so long ago that nobody waits for them

    def may_have(self, fingerprint: str | None, digest: str, named: bool) -> bool:
        """Whether bytes can be fetched, or may be: `named` by the lock file, and not asked for yet."""
        return digest in self.held or (named and fingerprint not in self.asked)

    def including(self, others: Iterable["TeamFacts"]) -> "TeamFacts":
        """All that they say together; of one thing the later ones."""
        every = (self, *others)
        return TeamFacts(
            asked=frozenset().union(*(facts.asked for facts in every)),
            results={fp: found for facts in every for fp, found in facts.results.items()},
            held=frozenset().union(*(facts.held for facts in every)),
            chains={fp: chain for facts in every for fp, chain in facts.chains.items()},
            old=frozenset().union(*(facts.old for facts in every)),
        )
