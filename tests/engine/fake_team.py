"""A team store in memory, honest unless it is told otherwise, and the way of a process to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from engine_fakes import FakeClock, Studio

from seedance_make.core.errors import StoreError
from seedance_make.core.ports.artifacts import Sink
from seedance_make.core.storyboard.model import Artifact
from seedance_make.core.team.claims import Claim, NoClaim
from seedance_make.core.team.results import SharedResult
from seedance_make.engine.team.access import Identity, TeamAccess


@dataclass
class FakeTeam:
    """`core.ports.team.Team`. `gone`: why it cannot be asked; `first`: called before each claim is made."""

    url: str = "s3://harbour/team"
    credentials: str = "nobody's"
    gone: str | None = None
    holds: bool = True
    first: Callable[[Claim], None] = lambda _claim: None
    chains: dict[str, list[Claim | NoClaim]] = field(default_factory=dict)
    shared: dict[str, list[SharedResult]] = field(default_factory=dict)
    bytes: dict[str, bytes] = field(default_factory=dict)
    races: list[str] = field(default_factory=list)
    asked: int = 0

    def claims(self, origin: str, fingerprint: str) -> Sequence[Claim | NoClaim]:
        self._ask()
        return list(self.chains.get(fingerprint, ()))

    def add_claim(self, origin: str, fingerprint: str, number: int, claim: Claim) -> bool:
        self._ask()
        self.first(claim)
        chain = self.chains.setdefault(fingerprint, [])
        if len(chain) < number:
            chain.append(claim)
        return chain[number - 1] == claim

    def results(self, origin: str, fingerprint: str) -> Sequence[SharedResult]:
        self._ask()
        return sorted(self.shared.get(fingerprint, ()), key=lambda r: r.task_id)

    def add_result(self, origin: str, fingerprint: str, result: SharedResult) -> None:
        self._ask()
        self.shared.setdefault(fingerprint, []).append(result)

    def has(self, artifact: Artifact) -> bool:
        self._ask()
        return artifact.sha256 in self.bytes

    def fetch(self, artifact: Artifact, sink: Sink, on_bytes: Callable[[int], None]) -> bool:
        self._ask()
        sink.write(self.bytes.get(artifact.sha256, b""))
        on_bytes(sink.size)
        return sink.digest() == artifact.sha256

    def share(self, artifact: Artifact, path: Path) -> bool:
        self._ask()
        self.bytes[artifact.sha256] = path.read_bytes()
        return True

    def race(self, name: str) -> bool:
        self._ask()
        self.races.append(name)
        return self.holds

    def raced(self, name: str) -> bool:
        self._ask()
        return name in self.races

    def _ask(self) -> None:
        self.asked += 1
        if self.gone is not None:
            raise StoreError(self.gone)


@dataclass
class Sleep:
    """How long the machine has slept, in seconds."""

    seconds: float = 0.0


def joined(made: Studio, team: FakeTeam, *, sleep: Sleep | None = None, claims: bool = True) -> Studio:
    """The same process, with a team store behind its storyboard."""
    nap, clock = sleep or Sleep(), made.clock
    assert isinstance(clock, FakeClock)
    access = TeamAccess(
        team.url, lambda: team, me=Identity(host="lighthouse", person="mara", job=None),
        boottime=lambda: clock.time + nap.seconds, claims=claims,
    )  # fmt: skip
    return replace(made, world=replace(made.world, team=access))
