"""`balance`, `login`, `logout`: free calls, the key shown nowhere."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from cli_tools import ROOT, Cli, process, read_until
from scripted_server import ScriptedServer

SENTINEL = "rk_live_sentinel_0123456789"


def test_balance_in_words_and_as_data(cli: Cli, server: ScriptedServer) -> None:
    server.api.credits = 4321
    ran = cli("balance")
    assert (ran.status, ran.out, ran.err) == (0, "$4.321 (= 4,321 credits)\n", "")
    assert cli("balance", "--json").json == {"balance": 4321}


def test_no_key_names_both_ways_on(cli: Cli) -> None:
    ran = cli("balance")
    assert (ran.status, ran.out) == (77, "")
    assert ran.err == (
        "seedance-make: no API key is set\n"
        "   help: set REAPI_API_KEY (or run seedance-make login); or try it without one: build --simulate\n"
    )


def test_a_refused_key_is_said_with_its_source_and_not_shown(cli: Cli, server: ScriptedServer) -> None:
    cli.setenv("REAPI_API_KEY", SENTINEL)
    ran = cli("balance")
    assert ran.status == 77
    assert ran.err == (
        "seedance-make: the key from REAPI_API_KEY is refused: the API key is invalid\n"
        "   help: set REAPI_API_KEY to a valid key of your reAPI account, then run the same command again\n"
    )


def test_passing_trouble_is_asked_again_and_lasting_trouble_said(cli: Cli, server: ScriptedServer) -> None:
    server.script.add(on="balance", status=503, times=1, headers={"Retry-After": "0"})
    assert cli("balance").status == 0
    server.script.add(on="balance", status=503, times=None, headers={"Retry-After": "0"})
    ran = cli("balance")
    assert ran.status == 69
    assert ran.err.startswith(f"seedance-make: the balance cannot be had from {server.url}: ")


def test_a_host_where_nobody_listens_is_out_of_reach(cli: Cli) -> None:
    cli.setenv("REAPI_API_KEY", SENTINEL)
    ran = cli("balance")
    assert ran.status == 69
    assert "http://127.0.0.1:9" in ran.err
    assert SENTINEL not in ran.err


@pytest.fixture
def keyring_env(tmp_path: Path, server: ScriptedServer) -> dict[str, str]:
    return {
        "PYTHON_KEYRING_BACKEND": "file_keyring.FileKeyring",
        "FILE_KEYRING": str(tmp_path / "keyring.json"),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(Path(__file__).parents[1])]),
        "REAPI_API_KEY": "",
    }


def login(folder: Path, key: str, env: dict[str, str], *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "seedance_make", "login", *words],
        cwd=folder, env={**os.environ, **env}, input=key, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_login_checks_keeps_and_logout_removes(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]
) -> None:
    ran = login(cli.folder, server.key + "\n", keyring_env)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout == (
        f"The key is kept in file keyring, as seedance-make for loopback. The account has {server.api.credits:,} credits.\n"
    )
    assert json.loads(Path(keyring_env["FILE_KEYRING"]).read_text()) == {"seedance-make/loopback": server.key}
    assert process("balance", cwd=cli.folder, **keyring_env).returncode == 0
    out = process("logout", cwd=cli.folder, **keyring_env)
    assert (out.returncode, out.stdout) == (0, "The key for loopback is removed from the keyring.\n")
    assert process("balance", cwd=cli.folder, **keyring_env).returncode == 77
    again = process("logout", cwd=cli.folder, **keyring_env)
    assert (again.returncode, again.stdout) == (0, "The keyring has no key for loopback.\n")


def test_login_keeps_no_key_that_the_api_refuses(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]
) -> None:
    ran = login(cli.folder, SENTINEL, keyring_env)
    assert ran.returncode == 77
    assert ran.stderr.startswith(
        "seedance-make: the key from the prompt is refused: the API key is invalid\n"
    )
    assert SENTINEL not in ran.stdout + ran.stderr
    assert not Path(keyring_env["FILE_KEYRING"]).exists()
    assert login(cli.folder, SENTINEL, keyring_env, "--no-check").returncode == 0
    assert SENTINEL in Path(keyring_env["FILE_KEYRING"]).read_text()


@pytest.mark.parametrize("key", ["", "\n", "two words", "Bearer rk_x"])
def test_what_is_no_key_is_refused_before_anything_is_asked(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str], key: str
) -> None:
    ran = login(cli.folder, key, keyring_env)
    assert (ran.returncode, ran.stdout) == (77, "")
    assert not server.requests


def test_login_says_that_a_variable_is_stronger(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]
) -> None:
    ran = login(cli.folder, server.key, {**keyring_env, "REAPI_KEY": "rk_other"})
    assert (ran.returncode, ran.stderr) == (0, "REAPI_KEY is set, and is used in its place.\n")


def test_a_system_without_a_keyring_is_said(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]
) -> None:
    none = {**keyring_env, "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    ran = login(cli.folder, "no key at all", none)  # said before the key is looked at, or asked for
    assert ran.returncode == 74
    assert ran.stderr == (
        "seedance-make: this system has no keyring\n   help: unlock or install one, or set REAPI_API_KEY instead\n"
    )
    null = {**keyring_env, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}
    assert login(cli.folder, server.key, null).stderr == ran.stderr
    assert not server.requests


def test_a_keyring_that_forgets_is_found_out(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]
) -> None:
    forgetful = {**keyring_env, "PYTHON_KEYRING_BACKEND": "file_keyring.ForgetfulKeyring"}
    assert login(cli.folder, server.key, forgetful).stderr == (
        "seedance-make: the system's keyring did not keep the key\n"
        "   help: set REAPI_API_KEY instead: it is kept nowhere\n"
    )


def test_the_prompt_does_not_echo(cli: Cli, server: ScriptedServer, keyring_env: dict[str, str]) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(cli.folder)
        os.execve(
            sys.executable, [sys.executable, "-m", "seedance_make", "login"], {**os.environ, **keyring_env}
        )
    seen = read_until(terminal, b": ")
    assert seen.endswith(b"API key for loopback: ")
    os.write(terminal, server.key.encode() + b"\n")
    seen += read_until(terminal, b"credits.\r\n")
    assert os.waitpid(child, 0)[1] == 0
    os.close(terminal)
    assert b"The key is kept in file keyring" in seen
    assert server.key.encode() not in seen


def test_without_the_extra_login_names_it_and_the_key_is_just_not_there(
    cli: Cli, server: ScriptedServer, keyring_env: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "keyring.py").write_text("raise ImportError")
    bare = {**keyring_env, "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)])}
    ran = login(cli.folder, server.key, bare)
    assert ran.returncode == 64
    assert ran.stderr == (
        "seedance-make: the keyring extra is not installed\n"
        "   help: pip install 'seedance-make[keyring]', or set REAPI_API_KEY instead\n"
    )
    assert process("balance", cwd=cli.folder, **bare).returncode == 77
