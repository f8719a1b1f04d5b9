"""Two machines and one team store (FAULTS 65-81): one POST a shot, and the clip for both."""

import json
import shutil
import signal
from hashlib import sha256

import pytest
from harness import until
from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer
from team_films import Pair, claims_of, seen_long_ago

from seedance_make.core.team.keys import ac_key, cas_key, claim_key
from seedance_make.engine.steps import Step


def test_what_one_buys_the_other_fetches_without_a_key(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    ran = mara.build()
    assert (ran.status, ran.results) == (0, {"boat": "done"}), ran
    assert [c["claim"] for c in claims_of(mara)] == ["intent", "submitted", "done"]
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, ran.action("boat")["action"], ran.results) == (0, "fetch", {"boat": "done"}), ran
    assert nils.outputs == mara.outputs
    assert nils.receipts == mara.receipts
    assert len(api.posts) == 1
    mara.assert_trust(nils)


def test_an_intent_says_who_where_and_in_which_job(pair: Pair) -> None:
    mara, _ = pair
    mara.build(CI_JOB_URL="https://ci.example/42")
    intent = claims_of(mara)[0]
    assert (intent["person"], intent["job"]) == ("mara", "https://ci.example/42")
    assert intent["nonce"] == mara.row("boat").id


def test_at_once_they_post_once(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    with mara.building() as one, nils.building() as two:
        ran = one.end(), two.end()
    assert [r.status for r in ran] == [0, 0], ran
    assert len(api.posts) == 1
    assert nils.outputs == mara.outputs
    mara.assert_trust(nils)


@pytest.mark.parametrize("status", [409, 500])
def test_a_claim_that_nobody_holds_is_taken_by_a_later_try(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy, status: int
) -> None:
    proxy.script("PUT", "/claims/", answer=status, times=2)
    ran = pair[0].build()
    assert (ran.status, len(api.posts)) == (0, 1), ran


@pytest.mark.parametrize("what", [{"answer": 500}, {"cut": True}])
@pytest.mark.parametrize("skip", [0, 1], ids=["intent", "submitted"])
def test_a_claim_that_was_stored_is_ours_whatever_was_answered(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy, what: dict[str, object], skip: int
) -> None:
    proxy.script("PUT", "/claims/", pass_on=True, times=1, skip=skip, **what)
    ran = pair[0].build()
    assert (ran.status, len(api.posts)) == (0, 1), ran
    assert [c["claim"] for c in claims_of(pair[0])] == ["intent", "submitted", "done"]


@pytest.mark.parametrize("fault", ["unconditional", "late"])
def test_a_store_that_lets_two_win_switches_claims_off(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy, fault: str
) -> None:
    mara, _ = pair
    proxy.script("PUT", "", **{fault: True})
    for _ in range(2):
        ran = mara.build()
        assert (ran.status, api.posts) == (4, []), ran
        assert (
            f"claims do not hold in {mara.team}: two machines could buy the same shot, so nothing is bought"
            in ran.err
        )
        assert "name another store in `team`; or, while nobody else builds, add --no-claims" in ran.err
    assert len(proxy.writes("/race/")) == 16
    ran = mara.build("--no-claims")
    assert (ran.status, len(api.posts)) == (0, 1), ran


def test_who_may_not_write_buys_nothing_without_a_word_and_fetches(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy
) -> None:
    mara, nils = pair
    mara.build()
    nils.boat(pier="an empty pier")
    proxy.script("PUT", "", answer=403)
    ran = nils.build()
    assert (ran.status, len(api.posts)) == (4, 1), ran
    assert (
        f"{nils.team} takes nothing from us: HTTP 403 Forbidden, AccessDenied: without a claim nothing is bought"
    ) in ran.err
    ran = nils.build("--no-buy")
    assert (ran.status, ran.results) == (4, {"boat": "done", "pier": "skipped"}), ran
    nils.boat(pier="an empty pier", gull="a gull")
    ran = nils.build("--no-claims")
    assert (ran.status, len(api.posts)) == (0, 3), ran
    assert ran.err.count("what is built here is not shared") == 1
    mara.assert_trust(nils)


def test_a_refusal_to_read_is_never_absence(pair: Pair, api: ScriptedServer, proxy: ScriptedProxy) -> None:
    mara, _ = pair
    proxy.script("GET", "/claims/", answer=403)
    ran = mara.build()
    assert (ran.status, api.posts) == (74, []), ran
    assert f"cannot read {mara.team}: HTTP 403 Forbidden, AccessDenied: nothing was sent" in ran.err
    assert "s3:ListBucket" in ran.err


def test_gone_before_the_post_nothing_is_sent(pair: Pair, api: ScriptedServer, proxy: ScriptedProxy) -> None:
    mara, _ = pair
    proxy.script("*", "", cut=True)
    ran = mara.build()
    assert (ran.status, api.posts, mara.states) == (74, [], []), ran
    proxy.calm()
    proxy.script("PUT", "/claims/", cut=True)
    ran = mara.build()
    assert (ran.status, api.posts, mara.states) == (74, [], []), ran
    proxy.calm()
    assert (mara.build().status, len(api.posts)) == (0, 1)
    mara.assert_trust()


@pytest.mark.parametrize("key", ["/claims/", "/cas/", "/ac/"])
def test_gone_after_payment_the_clip_is_kept_and_shared_by_the_next_build(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy, key: str
) -> None:
    mara, nils = pair
    proxy.script("PUT", key, cut=True, skip=1 if key == "/claims/" else 0)
    ran = mara.build()
    assert (ran.status, ran.results) == (74, {"boat": "done"}), ran
    assert list(mara.outputs) == ["boat"]
    proxy.calm()
    ran = mara.build()
    assert (ran.status, ran.action("boat")["action"]) == (0, "keep"), ran
    ran = nils.build(REAPI_API_KEY=None)
    assert (ran.status, ran.action("boat")["action"], len(api.posts)) == (0, "fetch", 1), ran
    mara.assert_trust(nils)


_ORDER = [
    step for step in Step if step is not Step.RECEIPT_GATHERED
]  # which a build of one take does not pass
_KNOWN, _SHARED = _ORDER.index(Step.AFTER_CLAIM_ID), _ORDER.index(Step.AFTER_RESULT)
BLOCKED, AT_THE_API, SHARED = _ORDER[:_KNOWN], _ORDER[_KNOWN:_SHARED], _ORDER[_SHARED:]
"""Every step of a purchase. After the first ones only that machine, or a person, knows what became of it."""


@pytest.mark.parametrize("step", BLOCKED)
def test_killed_before_the_claim_says_the_id_others_are_blocked_and_told_by_whom(
    pair: Pair, api: ScriptedServer, step: Step
) -> None:
    mara, nils = pair
    assert mara.build(kill_at=step).status == -signal.SIGKILL
    sent = len(api.posts)
    intent = claims_of(mara)[0]
    seen_long_ago(nils, intent["nonce"])
    ran = nils.build()
    assert (ran.status, ran.results) == (3, {"boat": "blocked"}), ran
    assert ran.action("boat")["reason"] == (
        f"mara on {intent['host']} began to send it at {intent['time']} and has not said what became of it: "
        f"stop that machine, then resolve {intent['nonce'][:8]}"
    )
    assert len(api.posts) == sent
    ran = mara.build()  # knows more than the claim
    assert ran.status == (3 if step in {Step.AFTER_INTENT, Step.AFTER_ACCEPT} else 0), ran
    assert len(api.posts) == (0 if step is Step.AFTER_INTENT else 1)
    if ran.status == 0:
        assert nils.build(REAPI_API_KEY=None).status == 0
    mara.assert_trust(nils)


@pytest.mark.parametrize("step", AT_THE_API)
def test_killed_once_the_claim_has_the_id_the_other_goes_on_with_the_task(
    pair: Pair, api: ScriptedServer, step: Step
) -> None:
    mara, nils = pair
    assert mara.build(kill_at=step).status == -signal.SIGKILL
    ran = nils.build()
    assert (ran.status, ran.action("boat")["action"]) == (0, "resume"), ran
    assert ran.action("boat")["reason"].startswith("paid, task task_000001 is with mara on ")
    ran = mara.build()
    assert (ran.status, mara.states) == (0, ["DONE"]), ran
    assert nils.outputs == mara.outputs
    assert len(api.posts) == 1
    mara.assert_trust(nils)


@pytest.mark.parametrize("step", ["after-done", "in-index", "after-output"])
def test_killed_with_the_clip_in_its_store_the_next_build_shares_it(
    pair: Pair, api: ScriptedServer, step: Step
) -> None:
    mara, nils = pair
    assert mara.build(kill_at=step).status == -signal.SIGKILL
    assert mara.build("--no-buy", REAPI_API_KEY=None).status == 0
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, ran.results, len(api.posts)) == (0, {"boat": "done"}, 1), ran


@pytest.mark.parametrize("step", SHARED)
def test_killed_once_its_result_is_there_the_other_fetches_it(
    pair: Pair, api: ScriptedServer, step: Step
) -> None:
    mara, nils = pair
    assert mara.build(kill_at=step).status == -signal.SIGKILL
    ran = nils.build(REAPI_API_KEY=None)
    assert (ran.status, ran.action("boat")["action"]) == (0, "fetch"), ran
    assert (mara.build().status, len(api.posts)) == (0, 1)
    mara.assert_trust(nils)


def test_a_task_under_another_key_is_waited_for(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim-id")
    api.script.poll(status=404, error=("40001", "no such task"), times=None)
    ran = nils.build("--timeout", "1")
    assert (ran.status, ran.results, nils.states) == (5, {"boat": "pending"}, []), ran
    api.script.faults.clear()
    with nils.building() as waiting:
        assert mara.build().status == 0
        ran = waiting.end()
    assert (ran.status, len(api.posts)) == (0, 1), ran


def test_without_a_key_anothers_task_is_waited_for_too(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim-id")
    ran = nils.build("--timeout", "1", REAPI_API_KEY=None)
    assert (ran.status, ran.results) == (5, {"boat": "pending"}), ran


def test_a_429_holds_no_claim_while_it_pauses(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    api.script.post(status=429, headers={"Retry-After": "3"}, times=1)
    with mara.building() as paused:
        until(lambda: len(claims_of(mara)) == 2, "the end of the first claim")
        assert [c["claim"] for c in claims_of(mara)] == ["intent", "failed"]
        ran = nils.build()
        first = paused.end()
    assert (ran.status, first.status, len(api.ids)) == (0, 0, 1), (ran, first)
    mara.assert_trust(nils)


def test_what_was_refused_is_refused_everywhere(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    api.script.post(status=400, error=(20002, "no such ratio"))
    assert mara.build().status == 1
    ran = nils.build()
    assert (ran.status, ran.action("boat")["action"], len(api.posts)) == (1, "refused", 1), ran
    assert ran.action("boat")["reason"].startswith("failed for mara on ")
    ran = nils.build("boat")
    assert (ran.status, len(api.posts)) == (0, 2), ran


def test_what_failed_at_the_service_is_bought_again_by_anybody(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    api.script.fail(80003)
    assert mara.build().status == 1
    ran = nils.build()
    assert (ran.status, ran.action("boat")["action"]) == (0, "buy"), ran
    assert [c["claim"] for c in claims_of(mara)] == [
        "intent", "submitted", "failed", "intent", "submitted", "done",
    ]  # fmt: skip
    mara.assert_trust(nils)


def test_altered_bytes_are_asked_for_again_and_put_right(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build()
    clip = mara.output("boat").read_bytes()
    digest = sha256(clip).hexdigest()
    nils.write_there(cas_key(digest), clip[:-1] + b"!")
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, nils.outputs) == (1, {}), ran
    ran = nils.build()
    assert (ran.status, nils.outputs, len(api.posts)) == (0, mara.outputs, 1), ran
    assert nils.read_there(cas_key(digest)) == clip
    mara.assert_trust(nils)


def test_poisoned_results_are_passed_over(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build()
    mara.boat(pier="an empty pier")
    mara.build()
    boat, pier = (mara.row(shot).fingerprint for shot in ("boat", "pier"))
    other = json.loads(nils.read_there(ac_key("loopback", pier, 1)))
    mine = json.loads(nils.read_there(ac_key("loopback", boat, 1)))
    wrong = mine | {"task_id": "a", "videos": [{"sha256": "0" * 64, "bytes": 5}]}
    swapped = mine | {"task_id": "b", "videos": other["videos"], "document": other["document"]}
    for number, raw in enumerate(
        [json.dumps(wrong), json.dumps(swapped), "{", "x" * 10_000_000, json.dumps(mine)], 1
    ):
        nils.write_there(ac_key("loopback", boat, number), raw.encode())
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, nils.outputs) == (0, {"boat": mara.outputs["boat"]}), ran
    mara.assert_trust(nils)


def test_a_forged_result_of_a_smaller_task_does_not_displace_what_the_lock_names(
    pair: Pair, api: ScriptedServer
) -> None:
    """The bytes are what their digest says, and the record is in order: only the lock file tells that it is no purchase."""
    mara, nils = pair
    mara.build()
    fingerprint = mara.row("boat").fingerprint
    clip = mara.output("boat").read_bytes()
    other = clip + b"\x00\x00\x00\x08free"
    record = json.loads(nils.read_there(ac_key("loopback", fingerprint, 1)))
    forged = record | {"task_id": "!", "videos": [{"sha256": sha256(other).hexdigest(), "bytes": len(other)}]}
    nils.write_there(cas_key(sha256(other).hexdigest()), other)
    nils.write_there(ac_key("loopback", fingerprint, 2), json.dumps(forged).encode())
    shutil.copy(mara.folder / "storyboard.lock", nils.folder)
    ran = nils.build("--no-buy", REAPI_API_KEY=None)
    assert (ran.status, nils.outputs, nils.receipts) == (0, mara.outputs, mara.receipts), ran


@pytest.mark.parametrize("raw", [b"", b"{}", b"\xff" * 9000, b'{"v":1,"claim":"done"}', b'{"v":2}'])
def test_an_unreadable_claim_is_no_purchase(pair: Pair, api: ScriptedServer, raw: bytes) -> None:
    mara, nils = pair
    plan = mara.run("plan", "--json")
    fingerprint = plan.action("boat")["fingerprint"]
    nils.write_there(claim_key("loopback", fingerprint, 1), raw)
    ran = nils.build()
    assert (ran.status, ran.results, api.posts) == (3, {"boat": "blocked"}, []), ran
    assert "a claim on it cannot be read (1: " in ran.action("boat")["reason"]
    assert nils.build("--no-claims").status == 0


@pytest.mark.parametrize("store", ["owner", "stranger"])
@pytest.mark.parametrize(
    "word",
    [
        {"claim": "failed", "code": "80003", "refunded": True},
        {"claim": "released", "by": "mara", "why": "nothing came of it"},
        {"claim": "done"},
    ],
)
def test_a_lie_about_a_task_that_lives_costs_a_question(
    pair: Pair, api: ScriptedServer, word: dict[str, object], store: str
) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim-id")
    first = claims_of(mara)[0]
    who = first["store"] if store == "owner" else "e" * 32
    lie = {"v": 1, "nonce": first["nonce"], "store": who, "time": first["time"]} | word
    nils.write_there(claim_key("loopback", mara.row("boat").fingerprint, 3), json.dumps(lie).encode())
    ran = nils.build()
    assert (ran.status, ran.results, len(api.posts)) == (0, {"boat": "done"}, 1), ran
    assert (mara.build().status, len(api.posts)) == (0, 1)
    assert nils.outputs == mara.outputs
    mara.assert_trust(nils)


def test_a_failure_under_another_key_is_bought_again_there_or_by_a_persons_word(
    pair: Pair, api: ScriptedServer
) -> None:
    mara, nils = pair
    api.script.fail(80003)
    assert mara.build().status == 1
    short = claims_of(mara)[0]["nonce"][:8]
    api.script.poll(status=404, error=("40001", "no such task"), times=1)
    ran = nils.build()
    assert (ran.status, ran.results, len(api.posts)) == (3, {"boat": "blocked"}, 1), ran
    assert (
        f"this key does not know it: nothing is bought; build there, or, if it is so, resolve {short}"
        in ran.err
    )
    assert nils.run("resolve", short, "--resubmit").status == 0
    assert (nils.build().status, len(api.posts)) == (0, 2)
    mara.assert_trust(nils)


def test_of_two_purchases_the_smaller_task_stands_on_both(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build("--no-claims", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    nils.build("--no-claims", AWS_ENDPOINT_URL="http://127.0.0.1:9")
    assert len(api.posts) == 2
    assert nils.outputs != mara.outputs
    first = mara.outputs
    for machine in (nils, mara, nils):
        ran = machine.build()
        assert ran.status == 0, ran
    lines = {line for m in pair for line in (m.folder / "storyboard.lock").read_text().splitlines()}
    for machine in pair:
        merged = "\n".join(['[{"lock":1},', *sorted(x for x in lines if x.startswith("{")), "null]", ""])
        (machine.folder / "storyboard.lock").write_text(merged)
        ran = machine.build()
        assert (ran.status, machine.outputs) == (0, first), ran
    assert len(api.posts) == 2


def test_a_store_that_was_thrown_away_leaves_its_claim_to_a_person(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim")
    shutil.rmtree(mara.home)
    nonce = claims_of(mara)[0]["nonce"]
    for machine in (mara, nils):
        seen_long_ago(machine, nonce)
        assert machine.build().status == 3
    assert api.posts == []


def test_a_folder_that_was_swapped_is_not_taken_for_an_empty_store(pair: Pair, api: ScriptedServer) -> None:
    mara, _ = pair
    shared = mara.folder.parent / "nas"
    shared.mkdir()
    mara.team = f"file://{shared}"
    mara.boat()
    assert mara.build().status == 0
    shutil.rmtree(shared)
    mara.boat(boat="a blue boat")
    ran = mara.build()
    assert (ran.status, len(api.posts)) == (74, 1), ran
    assert f"file://{shared} is not there: nothing was sent" in ran.err
    shared.mkdir()
    ran = mara.build()
    assert (ran.status, len(api.posts)) == (74, 1), ran
    assert f"file://{shared} is not the store that it was at " in ran.err


def test_ci_may_buy_where_a_team_store_keeps_what_it_buys(pair: Pair, api: ScriptedServer) -> None:
    mara, _ = pair
    ran = mara.build("--no-claims", CI="true", SEEDANCE_MAKE_HOME=None, XDG_DATA_HOME=str(mara.folder))
    assert (ran.status, api.posts) == (4, []), ran
    assert "name a team store in `team` (without --no-claims)" in ran.err
    ran = mara.build(CI="true", SEEDANCE_MAKE_HOME=None, XDG_DATA_HOME=str(mara.folder))
    assert (ran.status, len(api.posts)) == (0, 1), ran


def test_nothing_to_do_asks_nobody(pair: Pair, proxy: ScriptedProxy) -> None:
    mara, _ = pair
    mara.build()
    seen = len(proxy.seen)
    assert mara.build().status == 0
    assert mara.run("plan").status == 0
    assert len(proxy.seen) == seen


def test_a_plan_trusts_the_lock_and_asks_nobody(pair: Pair, proxy: ScriptedProxy) -> None:
    mara, nils = pair
    mara.build()
    shutil.copy(mara.folder / "storyboard.lock", nils.folder)
    seen = len(proxy.seen)
    ran = nils.run("plan", "--json")
    assert (ran.action("boat")["action"], ran.json["totals"]["credits"]) == ("fetch", 0)
    assert ran.action("boat")["reason"] == "bought before: the team store is asked for its clip"
    assert len(proxy.seen) == seen


def test_the_key_and_the_secret_are_in_no_output(
    pair: Pair, proxy: ScriptedProxy, api: ScriptedServer
) -> None:
    mara, _ = pair
    proxy.script("PUT", "/cas/", answer=403)
    ran = mara.build("-vv", "--events", "events")
    for text in (ran.out, ran.err, mara.events):
        assert api.key not in text
        assert "sentinel-secret" not in text


def test_push_shares_what_was_built_and_pull_brings_it(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy
) -> None:
    mara, nils = pair
    team, mara.team = mara.team, f"file://{mara.folder}"
    (mara.folder / "storyboard.yaml").write_text(
        (nils.folder / "storyboard.yaml").read_text().replace(f"team: {team}\n", "")
    )
    assert mara.build().status == 0
    ran = mara.run("push")
    assert (ran.status, ran.err) == (
        64,
        (
            "seedance-make: the storyboard names no team store\n"
            "   help: set `team` in it: s3://BUCKET/FOLDER (also gs:, az:, file:)\n"
        ),
    )
    mara.team = team
    mara.boat()
    ran = mara.run("push")
    assert (ran.status, ran.out) == (0, "1 clip shared (0.0 MB)\n"), ran
    assert ran.err == "  shared  boat  0.0 MB\n"
    ran = mara.run("push", "--json")
    assert (ran.json["shared"][0]["shot"], ran.json["shared"][0]["uploaded"]) == ("boat", False), ran
    shutil.copy(mara.folder / "storyboard.lock", nils.folder)
    nils.boat(pier="an empty pier")
    ran = nils.run("pull", "--json", REAPI_API_KEY=None)
    assert (ran.status, ran.results) == (0, {"boat": "done"}), ran
    assert nils.outputs == mara.outputs
    assert len(api.posts) == 1
    proxy.script("PUT", "", answer=403)
    mara.boat(boat="a blue boat")
    mara.build("--no-claims")
    ran = mara.run("push")
    assert (ran.status, "takes nothing from us" in ran.err) == (74, True), ran
    proxy.script("*", "", cut=True)
    assert mara.run("push").status == 74


def test_doctor_says_whose_credentials_and_whether_claims_hold(pair: Pair, proxy: ScriptedProxy) -> None:
    mara, _ = pair
    ran = mara.run("doctor", "--json")
    found = [c["text"] for c in ran.json["checks"] if c["name"] == "team"]
    assert found == [
        f"{mara.team}, with the environment (AWS_ACCESS_KEY_ID)",
        "claims hold: of 16 at once one was first",
    ], ran
    ran = mara.run("doctor", "--json", "--offline")
    assert [c["text"] for c in ran.json["checks"] if c["name"] == "team"] == ["not tried (--offline)"]
    proxy.script("PUT", "race/", late=True)
    ran = mara.run("doctor", "--json")
    assert [c["good"] for c in ran.json["checks"] if c["name"] == "team"] == [True, False], ran
    assert ran.status == 4


def test_a_store_that_has_only_fetched_misses_no_journal(pair: Pair) -> None:
    mara, nils = pair
    mara.build()
    assert nils.run("pull", REAPI_API_KEY=None).status == 0
    assert not (nils.home / "journal.db").exists()
    assert nils.run("plan", "--json").json["notes"] == []
