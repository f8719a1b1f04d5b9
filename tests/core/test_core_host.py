"""REAPI_BASE_URL, the key, the User-Agent: what is taken, and the whole message of what is not."""

import pytest

from seedance_make.core.errors import CredentialError, Exit, UsageError
from seedance_make.core.host import Host, api_host, check_key, user_agent

ODD = "has characters that don't belong in an address"
OPEN = "must be https: the key would cross the network in the open (http is for a loopback address only)"
PATH = "must not have a path: /api/v1 is added by itself"
QUERY = "must not have a query or a fragment"
USER = "must not hold a user name or password"


@pytest.mark.parametrize(
    ("value", "base_url", "origin"),
    [
        (None, "https://reapi.ai", "reapi.ai"),
        ("", "https://reapi.ai", "reapi.ai"),
        ("  ", "https://reapi.ai", "reapi.ai"),
        ("https://reapi.ai/", "https://reapi.ai", "reapi.ai"),
        (" https://reapi.ai\n", "https://reapi.ai", "reapi.ai"),
        ("HTTPS://ReAPI.AI.", "https://reapi.ai", "reapi.ai"),
        ("https://eu.reapi.ai:8443", "https://eu.reapi.ai:8443", "eu.reapi.ai"),
        ("https://10.0.0.8", "https://10.0.0.8", "10.0.0.8"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000", "loopback"),
        ("http://127.9.9.9", "http://127.9.9.9", "loopback"),
        ("http://localhost:8000/", "http://localhost:8000", "loopback"),
        ("http://LOCALHOST", "http://localhost", "loopback"),
        ("http://[::1]:8000", "http://[::1]:8000", "loopback"),
        ("https://[::1]", "https://[::1]", "loopback"),
        ("http://[::ffff:127.0.0.1]", "http://[::ffff:127.0.0.1]", "loopback"),
        ("https://127.1", "https://127.1", "127.1"),
        ("https://127.0.0.1", "https://127.0.0.1", "loopback"),
        ("https://[2001:db8::1]:9", "https://[2001:db8::1]:9", "2001:db8::1"),
    ],
)
def test_a_host_that_is_taken(value: str | None, base_url: str, origin: str) -> None:
    host = api_host(value)
    assert host == Host(base_url=base_url, origin=origin)
    assert host.loopback is (origin == "loopback")


@pytest.mark.parametrize(
    ("value", "flaw"),
    [
        ("http://reapi.ai", OPEN),
        ("http://10.0.0.8", OPEN),
        ("http://localhost.evil.example", OPEN),
        ("http://127.0.0.1.evil.example", OPEN),
        ("http://0.0.0.0", OPEN),
        ("http://127.1", OPEN),
        ("http://0x7f.1", OPEN),
        ("http://0177.0.0.1", OPEN),
        ("http://2130706433", OPEN),
        ("http://api.localhost", OPEN),
        ("https://reapi.ai/api/v1", PATH),
        ("https://reapi.ai//", PATH),
        ("https://user:pw@reapi.ai", USER),
        ("http://127.0.0.1@evil.example", OPEN),
        ("https://@reapi.ai", USER),
        ("https://reapi.ai?", QUERY),
        ("https://reapi.ai/?a=b", QUERY),
        ("https://reapi.ai/#x", QUERY),
        ("https://reapi.ai#", QUERY),
        ("reapi.ai", "must start with https://"),
        ("ftp://reapi.ai", "must start with https://"),
        ("//reapi.ai", "must start with https://"),
        ("https://", "names no host"),
        ("https://:8000", "names no host"),
        ("https://.", "names no host"),
        ("https://reapi.ai:0", "has an impossible port"),
        ("https://reapi.ai:99999", "is not a valid address"),
        ("https://reapi.ai:x", "is not a valid address"),
        ("https://[::1", "is not a valid address"),
        ("https://re api.ai", ODD),
        ("https://reapi.ai\\@evil.example", ODD),
        ("https://reapi。ai", ODD),
        ("https://re\x00api.ai", ODD),
        ("https://reapi%2eai", ODD),
        ("http://[::1%25lo]", ODD),
    ],
)
def test_a_host_that_is_refused(value: str, flaw: str) -> None:
    with pytest.raises(UsageError) as caught:
        api_host(value)
    assert caught.value.message == f"REAPI_BASE_URL {flaw}"
    assert caught.value.help == (
        "set REAPI_BASE_URL to an address like https://reapi.ai, or http://127.0.0.1:8000 for a local server, or unset it"
    )
    assert caught.value.exit is Exit.USAGE


@pytest.mark.parametrize("text", ["rk_live_x", " rk_live_x", "rk_live_x\n", "\t rk_live_x \r\n"])
def test_a_key_that_is_taken_without_the_space_around_it(text: str) -> None:
    assert check_key(text) == "rk_live_x"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (None, "the API key is empty"),
        ("", "the API key is empty"),
        (" \n", "the API key is empty"),
        ("rk_live x", "the API key has white space inside"),
        ("rk_live\nx", "the API key has white space inside"),
        ("rk_live\tx", "the API key has white space inside"),
        ("rk_live\u00a0x", "the API key has white space inside"),
        ("Bearer rk_live_x", "the API key has white space inside (leave out the word Bearer)"),
        ("rk_livé", "the API key has characters that no key has"),
        ("rk_live\x00", "the API key has characters that no key has"),
        ("rk_live\x7fx", "the API key has characters that no key has"),
        ('"rk_live_x"', "the API key has quotation marks around it"),
        ("'rk_live_x'", "the API key has quotation marks around it"),
        ("x" * 4097, "the API key is longer than any key"),
    ],
)
def test_a_key_that_is_refused_is_never_shown(text: str | None, message: str) -> None:
    with pytest.raises(CredentialError) as caught:
        check_key(text)
    assert caught.value.message == message
    assert caught.value.help == "set REAPI_API_KEY to the key alone, as your reAPI account shows it (rk_…)"
    assert caught.value.exit is Exit.NO_KEY


def test_the_user_agent() -> None:
    assert user_agent(None, "1.2") == "seedance-make/1.2"
    assert user_agent(" ", "1.2") == "seedance-make/1.2"
    assert user_agent(" studio/7 (x) ", "1.2") == "studio/7 (x)"


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "é", "a\x00", "x" * 1001])
def test_a_user_agent_that_is_no_header_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match=r"^REAPI_USER_AGENT has characters that don't"):
        user_agent(value, "1")
