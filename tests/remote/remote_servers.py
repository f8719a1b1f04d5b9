"""Real servers and repositories for publishing: S3's protocol from moto, git with a remote that looks like GitHub."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

import httpx

os.environ["S3_IGNORE_SUBDOMAIN_BUCKETNAME"] = (
    "true"  # s3.example is a host, and no bucket named s3; read at import
)
from moto.server import ThreadedMotoServer

KEY_ID, SECRET = "AKIAEXAMPLEKEYID", "sentinel-secret-0123456789"


@contextmanager
def s3(bucket: str) -> Iterator[str]:
    """The address of an S3 server that has the bucket."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        endpoint = f"http://{host}:{port}"
        httpx.post(f"{endpoint}/moto-api/reset")
        httpx.put(f"{endpoint}/{bucket}").raise_for_status()
        yield endpoint
    finally:
        server.stop()


def s3_environment(endpoint: str) -> dict[str, str]:
    return {
        "AWS_ACCESS_KEY_ID": KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
    }


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


class Repository:
    """A git repository whose remote is a bare one beside it, under the address of a forge."""

    def __init__(self, folder: Path, address: str = "https://github.com/harbour/light.git") -> None:
        self.folder = folder / "film"
        self.bare = folder / "bare.git"
        subprocess.run(["git", "init", "-q", "--bare", str(self.bare)], check=True)
        subprocess.run(["git", "init", "-q", "-b", "main", str(self.folder)], check=True)
        self.git("config", "user.name", "Mara")
        self.git("config", "user.email", "mara@example.com")
        self.remote(address)

    def git(self, *words: str) -> str:
        environ = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        ran = subprocess.run(
            ["git", "-C", str(self.folder), *words], check=True, capture_output=True, text=True, env=environ
        )
        return ran.stdout.strip()

    def remote(self, address: str, name: str = "origin") -> None:
        """`pushInsteadOf` leads pushes to the bare repository; the address that people see stays."""
        self.git("remote", "add", name, address)
        self.git("config", f"remote.{name}.pushurl", str(self.bare))

    def write(self, path: str, data: bytes = b"a picture") -> Path:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        return target

    def commit(self, *paths: str) -> str:
        self.git("add", "--force", "--", *(paths or (".",)))
        self.git("commit", "-q", "-m", "more")
        return self.git("rev-parse", "HEAD")

    def push(self, name: str = "origin") -> None:
        self.git("push", "-q", name, "HEAD:main")
        self.git("update-ref", f"refs/remotes/{name}/main", "HEAD")
