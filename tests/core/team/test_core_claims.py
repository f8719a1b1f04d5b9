"""A claim as bytes: written by us and read again, and all that strangers may put in its place."""

import json
from dataclasses import replace
from typing import Any

import pytest
from claim_samples import AT, EACH, abandoned, intent, nonce, released, submitted
from hypothesis import given
from hypothesis import strategies as st

from seedance_make.core.team.claims import CLAIM_BYTES, Claim, IntentClaim, NoClaim, encode_claim, parse_claim


@pytest.mark.parametrize("claim", EACH, ids=lambda c: type(c).__name__)
def test_a_claim_is_read_as_it_was_written(claim: Claim) -> None:
    assert parse_claim(encode_claim(claim)) == claim


def test_an_intent_is_this_object() -> None:
    assert json.loads(encode_claim(intent("a"))) == {
        "v": 1, "claim": "intent", "nonce": nonce("a"), "store": "0" * 31 + "1", "process": "f" * 32,
        "host": "lighthouse", "person": "mara", "job": None, "time": AT,
    }  # fmt: skip


def test_the_longest_claim_fits() -> None:
    longest = intent("a", host='"🚢' * 900, person="\\🚢" * 900, job="🚢" * 900)
    raw = encode_claim(longest)
    assert len(raw) <= CLAIM_BYTES
    read = parse_claim(raw)
    assert isinstance(read, IntentClaim)
    assert (len(read.host), len(read.person)) == (250, 250)


def test_texts_cannot_steer_a_terminal_on_either_way() -> None:
    evil = "mara\x1b]0;title\x07\u202e\n"
    assert json.loads(encode_claim(intent("a", person=evil)))["person"] == "mara"
    raw = json.dumps(json.loads(encode_claim(intent("a"))) | {"person": evil}).encode()
    assert parse_claim(raw) == intent("a")
    assert parse_claim(encode_claim(intent("a", host="\x1b[2J"))) == intent("a", host="?")


def changed(claim: Claim, /, **keys: Any) -> bytes:
    plain = json.loads(encode_claim(claim)) | keys
    return json.dumps({k: v for k, v in plain.items() if v is not ...}).encode()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "it is no JSON"),
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 4000, "it is no JSON"),
        (b"[]", "it is no JSON object"),
        (b" " * (CLAIM_BYTES + 1), "it has more than 4,096 bytes"),
        (changed(intent("a"), v=2), "it has a version that this seedance-make does not know"),
        (changed(intent("a"), v=True), "it has a version that this seedance-make does not know"),
        (changed(intent("a"), v=...), "it has a version that this seedance-make does not know"),
        (changed(intent("a"), claim="mine"), "it is no kind of claim that this seedance-make knows"),
        (changed(intent("a"), claim=["intent"]), "it is no kind of claim that this seedance-make knows"),
        (changed(intent("a"), nonce="A" * 32), "its `nonce` is not as it should be"),
        (changed(intent("a"), nonce="a" * 32 + "\n"), "its `nonce` is not as it should be"),
        (changed(intent("a"), store=7), "its `store` is not as it should be"),
        (changed(intent("a"), process=...), "its `process` is not as it should be"),
        (changed(intent("a"), host=" \n"), "its `host` is not as it should be"),
        (changed(intent("a"), person=None), "its `person` is not as it should be"),
        (changed(intent("a"), job={}), "its `job` is not as it should be"),
        (changed(intent("a"), time="yesterday"), "its `time` is not as it should be"),
        (changed(intent("a"), time="2026-11-24T12:00:00"), "its `time` is not as it should be"),
        (changed(submitted("a", "t"), task_id="two words"), "its `task_id` is not as it should be"),
        (changed(submitted("a", "t"), task_id=""), "its `task_id` is not as it should be"),
        (changed(abandoned("a"), by=None), "its `by` is not as it should be"),
        (changed(released("a"), why=...), "its `why` is not as it should be"),
    ],
)
def test_what_is_no_claim_says_why(raw: bytes, why: str) -> None:
    assert parse_claim(raw) == NoClaim(why=why)


def test_a_key_that_a_newer_tool_adds_is_passed_over() -> None:
    assert parse_claim(changed(intent("a"), weather="rain")) == intent("a")


@given(st.binary(max_size=200) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=8,
).map(lambda v: json.dumps(v).encode()))  # fmt: skip
def test_no_bytes_are_a_crash(raw: bytes) -> None:
    assert isinstance(parse_claim(raw), NoClaim)


@given(st.sampled_from(EACH), st.data())
def test_no_value_under_any_key_is_a_crash(claim: Claim, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(json.loads(encode_claim(claim)))))
    value = data.draw(st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text()))
    read = parse_claim(changed(claim, **{key: value}))
    if not isinstance(read, NoClaim):
        assert parse_claim(encode_claim(read)) == read


@given(st.text(), st.text(), st.none() | st.text())
def test_whatever_a_machine_calls_itself_is_read_again(host: str, person: str, job: str | None) -> None:
    read = parse_claim(encode_claim(replace(intent("a"), host=host, person=person, job=job)))
    assert isinstance(read, IntentClaim), read
