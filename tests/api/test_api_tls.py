"""Certificates are checked against the name, also where the connection goes to a number that was looked up before."""

import shutil
import ssl
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from api_tools import BODY, MemorySink, ask, fetch
from scripted_server import ScriptedServer

from seedance_make.core.attempt.outcome import Accepted, Broken, Fetched, NotSent

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """For cdn.example and 127.0.0.1, signed by itself; the key stands in the same file."""
    folder = tmp_path_factory.mktemp("tls")
    program = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", "/CN=cdn.example", "-addext", "subjectAltName=DNS:cdn.example,IP:127.0.0.1",
        "-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"),
    ]  # fmt: skip
    subprocess.run(program, check=True, capture_output=True)
    return folder


def serve(certificate: Path) -> ScriptedServer:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    return ScriptedServer(tls=context)


async def here(_host: str, _port: int) -> Sequence[str]:
    return ("127.0.0.1",)


def test_a_post_over_tls(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with serve(certificate) as server:
        assert isinstance(ask(server.url, lambda client: client.submit(BODY)), Accepted)


def test_an_untrusted_certificate_sent_nothing(certificate: Path) -> None:
    with serve(certificate) as server:
        outcome = ask(server.url, lambda client: client.submit(BODY))
        assert isinstance(outcome, NotSent)
        assert "certificate verify failed" in outcome.reason
        assert server.posts == []


def test_a_download_checks_the_name_and_connects_to_the_number(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate / "cert.pem"))
    with serve(certificate) as server:
        port = server.url.rpartition(":")[2]
        right = fetch(f"https://cdn.example:{port}/reference.mp4", MemorySink(), resolve=here)
        wrong = fetch(f"https://other.example:{port}/reference.mp4", MemorySink(), resolve=here)
    assert isinstance(right, Fetched)
    assert server.fetches[0].headers["host"] == f"cdn.example:{port}"
    assert isinstance(wrong, Broken)
    assert "certificate verify failed" in wrong.reason
    assert len(server.fetches) == 1
