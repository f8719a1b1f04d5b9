"""Two machines: two projects, each with a store of its own, at one API and one team store."""

import json
from pathlib import Path
from typing import Any

import httpx
from harness import Film
from remote_servers import s3_environment
from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer

from seedance_make.core.team.keys import claim_key
from seedance_make.store.index import DiskIndex


class Machine(Film):
    """A film whose storyboard names the team store behind the proxy."""

    def __init__(self, folder: Path, server: ScriptedServer | None, proxy: ScriptedProxy, team: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(folder, server)
        self.proxy = proxy
        self.team = team
        self.host = folder.name

    def environment(self, *, kill_at: str | None = None, **env: str | None) -> dict[str, str]:
        keys: dict[str, str | None] = {**s3_environment(self.proxy.url), "GITHUB_ACTOR": self.host}
        return super().environment(kill_at=kill_at, **(keys | env))

    def boat(self, **more: str) -> None:
        """One shot, or several."""
        self.shots(head=f"team: {self.team}", **({"boat": "a red boat"} | more))

    def read_there(self, key: str) -> bytes:
        """What stands in the team store, past the proxy and past our own code."""
        return self._asked("GET", key).content

    def write_there(self, key: str, data: bytes) -> None:
        """As a mischief-maker does."""
        self._asked("PUT", key, data).raise_for_status()

    def _asked(self, method: str, key: str, data: bytes = b"") -> httpx.Response:
        folder = self.team.removeprefix("s3://")
        return httpx.request(method, f"{self.proxy.behind}/{folder}/{key}", content=data, headers=_ANYBODY)


_ANYBODY = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20261124/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=x"
}

Pair = tuple[Machine, Machine]


def claims_of(machine: Machine, shot: str = "boat") -> list[dict[str, Any]]:
    """The claims on a shot, in their order."""
    fingerprint = machine.run("plan", "--json").action(shot)["fingerprint"]
    found: list[dict[str, Any]] = []
    while raw := machine.read_there(claim_key("loopback", fingerprint, len(found) + 1)):
        if raw.startswith(b"<"):  # an error's document
            break
        found.append(json.loads(raw))
    return found


def seen_long_ago(machine: Machine, nonce: str) -> None:
    """Nobody waits three minutes in a test: this machine has seen the intent before."""
    index = DiskIndex(machine.home)
    index.set(f"claim-seen:{nonce}", "2026-01-01T00:00:00.000+00:00")
    index.close()
