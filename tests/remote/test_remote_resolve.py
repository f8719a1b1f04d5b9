"""A person's word on a claim, from any machine, and `status` that tells whose it is (FAULTS 75, 76, 78)."""

import shutil
import signal

from scripted_proxy import ScriptedProxy
from scripted_server import ScriptedServer
from team_films import Machine, Pair, claims_of, seen_long_ago


def blocked(pair: Pair, step: str) -> str:
    """Mara's machine dies at a step; Nils' has seen the intent for long. Its short id."""
    mara, nils = pair
    assert mara.build(kill_at=step).status == -signal.SIGKILL
    nonce = str(claims_of(mara)[0]["nonce"])
    seen_long_ago(nils, nonce)
    return nonce[:8]


def kinds(machine: Machine) -> list[str]:
    return [str(c["claim"]) for c in claims_of(machine)]


def test_a_word_from_another_machine_lets_it_be_bought_once(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    short = blocked(pair, "after-intent")
    assert nils.build().status == 3
    ran = nils.run("resolve", short, "--resubmit")
    assert ran.status == 0, ran
    assert "mara on " in ran.err
    assert "Stop that machine first: what it still sends after your word is paid all the same." in ran.err
    assert ran.out == "boat@1: the next build may buy it again\n"
    word = claims_of(nils)[1]
    assert (word["claim"], word["by"], word["nonce"][:8]) == ("released", "nils", short)
    assert (nils.build().status, len(api.posts)) == (0, 1)
    ran = mara.build()  # its unknown row follows the word, and finds the clip
    assert (ran.status, mara.states, len(api.posts)) == (0, ["RELEASED"], 1), ran
    mara.assert_trust(nils)


def test_the_words_follow_before_anything_is_bought(pair: Pair, api: ScriptedServer) -> None:
    """The first machine builds again before the other has bought: it may, and does, once."""
    mara, nils = pair
    short = blocked(pair, "after-intent")
    assert nils.run("resolve", "boat", "--resubmit").status == 0
    ran = mara.build()
    assert (ran.status, len(api.posts)) == (0, 1), ran
    assert mara.states == ["RELEASED", "DONE"]
    assert nils.build(REAPI_API_KEY=None).status == 0
    assert kinds(nils) == ["intent", "released", "intent", "submitted", "done"], short


def test_a_task_id_from_another_machine_is_polled_on_by_both(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    short = blocked(pair, "after-accept")
    ran = nils.run("resolve", short, "--task-id", "task_999999")
    assert (ran.status, kinds(nils)) == (64, ["intent"]), ran
    ran = nils.run("resolve", short, "--task-id", api.ids[0])
    assert ran.status == 0, ran
    ran = nils.build()
    assert (ran.status, len(api.posts)) == (0, 1), ran
    ran = mara.build()
    assert (ran.status, mara.states, len(api.posts)) == (0, ["DONE"], 1), ran
    mara.assert_trust(nils)


def test_abandoned_it_is_refused_everywhere_until_it_is_released(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    short = blocked(pair, "after-intent")
    assert nils.run("resolve", short, "--abandon").status == 0
    for machine in pair:
        ran = machine.build()
        assert (ran.status, ran.action("boat")["action"], api.posts) == (1, "refused", []), ran
    assert mara.states == ["ABANDONED"]
    assert mara.run("resolve", short, "--resubmit").status == 0
    assert nils.build().status == 0
    assert kinds(nils) == ["intent", "abandoned", "released", "intent", "submitted", "done"]


def test_ones_own_word_goes_into_the_claim_first(
    pair: Pair, api: ScriptedServer, proxy: ScriptedProxy
) -> None:
    mara, nils = pair
    blocked(pair, "after-intent")
    assert mara.build().status == 3
    proxy.script("*", "", cut=True)
    ran = mara.run("resolve", "boat", "--resubmit")
    assert (ran.status, mara.states) == (74, ["UNKNOWN"]), ran
    proxy.calm()
    assert mara.run("resolve", "boat", "--resubmit").status == 0
    assert (kinds(mara), mara.states) == (["intent", "released"], ["RELEASED"])
    assert nils.build().status == 0
    assert (mara.build().status, len(api.posts)) == (0, 1)


def test_what_has_a_task_by_now_is_not_settled(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    mara.build(kill_at="after-claim-id")
    short = str(claims_of(mara)[0]["nonce"])[:8]
    ran = nils.run("resolve", short, "--resubmit")
    assert (ran.status, kinds(nils)) == (64, ["intent", "submitted"]), ran
    assert "is no unknown outcome: its task task_000001 is with mara on " in ran.err


def test_a_late_id_is_kept_and_counted(pair: Pair, api: ScriptedServer) -> None:
    """The person was wrong: the other machine had sent it, and knew the id. Two are paid, none is lost."""
    mara, nils = pair
    blocked(pair, "after-submitted")
    assert nils.run("resolve", "boat", "--resubmit").status == 0
    assert (nils.build().status, len(api.posts)) == (0, 2)
    ran = mara.build()
    assert (ran.status, len(api.posts)) == (0, 2), ran
    assert kinds(mara)[:2] == ["intent", "released"]
    assert sorted(c["task_id"] for c in claims_of(mara) if c["claim"] == "submitted") in (
        ["task_000001", "task_000002"],
        ["task_000002"],
    )


def test_a_store_thrown_away_is_settled_from_elsewhere(pair: Pair, api: ScriptedServer) -> None:
    mara, nils = pair
    short = blocked(pair, "after-claim")
    shutil.rmtree(mara.home)
    assert nils.run("resolve", short, "--resubmit").status == 0
    assert (nils.build().status, mara.build().status, len(api.posts)) == (0, 0, 1)


def test_status_says_who_where_since_when_and_what_to_type(pair: Pair, proxy: ScriptedProxy) -> None:
    _, nils = pair
    short = blocked(pair, "after-intent")
    ran = nils.run("status", "--json")
    assert [(s["state"], s["reason"].partition(" began")[0][:8]) for s in ran.json["shots"]] == [
        ("blocked", "mara on ")
    ]
    assert [(a["attempt"], a["shot"], a["state"]) for a in ran.json["attempts"]] == [
        (short, "boat", "unknown")
    ]
    text = nils.run("status").out
    assert f"resolve {short}" in text
    proxy.script("*", "", cut=True)
    ran = nils.run("status", "--json")
    assert (ran.status, ran.json["shots"][0]["state"]) == (0, "new"), ran
    assert ran.err.startswith("other machines' claims are not known: cannot read s3://harbour/"), ran.err


def test_status_of_what_is_done_asks_nobody(pair: Pair, proxy: ScriptedProxy) -> None:
    mara, _ = pair
    mara.build()
    seen = len(proxy.seen)
    assert mara.run("status").status == 0
    assert len(proxy.seen) == seen
