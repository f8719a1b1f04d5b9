"""The protocol, over the ASGI transport that `--simulate` uses."""

import asyncio
import re
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from simulator_tools import POST, URL, Api, Story, body, error, simulator

from seedance_make.media.cut_frame import cut_frame
from seedance_make.simulator.settings import Failure, Settings


def told(story: Story, settings: Settings | None = None, **kw: Any) -> None:
    async def tell() -> None:
        async with simulator(settings, **kw) as api:
            await story(api)

    asyncio.run(tell())


@pytest.mark.parametrize(
    ("header", "code", "message"),
    [
        (None, 10001, "Authorization header is missing"),
        ("", 10001, "Authorization header is missing"),
        ("Basic abc", 10002, "Authorization header must be: Bearer <key>"),
        ("rk_good", 10002, "Authorization header must be: Bearer <key>"),
        ("Bearer ", 10002, "Authorization header must be: Bearer <key>"),
        ("Bearer rk_bad", 10003, "API key is invalid"),
        ("Bearer rk_old", 10004, "API key has been revoked"),
    ],
)
@pytest.mark.parametrize("path", [POST, "/api/v1/tasks/task_x", "/api/v1/balance"])
def test_every_door_asks_for_the_key(header: str | None, code: int, message: str, path: str) -> None:
    async def story(api: Api) -> None:
        api.client.headers.pop("authorization")
        headers = {} if header is None else {"Authorization": header}
        method = "POST" if path == POST else "GET"
        answer = await api.client.request(method, path, headers=headers, json=body())
        assert error(answer) == (401, code, message)

    told(story, Settings(keys=frozenset({"rk_good", "rk_old"}), revoked=frozenset({"rk_old"})))


def test_a_good_key_and_any_key_where_none_is_named() -> None:
    async def story(api: Api) -> None:
        assert await api.balance() == 1_000_000

    told(story, Settings(keys=frozenset({"rk_test"})))
    told(story, key="whatever")


def test_a_task_from_post_to_clip() -> None:
    async def story(api: Api) -> None:
        answer = await api.post(generate_audio=True)
        made = answer.json()
        assert re.fullmatch(r"task_[0-9a-f]{24}", made["id"])
        assert made == {
            "id": made["id"],
            "model": "seedance-2.0-mini",
            "status": "processing",
            "created_at": "2026-11-22T12:00:00Z",
        }
        api.clock.time += 1.49
        waiting = made | {"output": None, "error": None}
        assert await api.task(made["id"]) == waiting
        api.clock.time += 1.02
        seen = await api.task(made["id"])
        url = f"http://127.0.0.1:8080/media/tasks/{made['id']}/0.mp4"
        assert seen == waiting | {
            "status": "completed",
            "output": {"video_urls": [url]},
            "usage": {"credits": 181},
        }
        assert await api.balance() == 1_000_000 - 181
        clip = await api.client.get(url, headers={"Authorization": ""})
        assert (clip.status_code, clip.headers["content-type"]) == (200, "video/mp4")
        assert clip.content[4:8] == b"ftyp"
        assert int(clip.headers["content-length"]) == len(clip.content)

    told(story, Settings(latency=2.0, jitter=0.25))


LARGE = "doubao-seedance-2.0"


def test_another_model_s_task_costs_what_its_file_says_and_gives_its_last_frame_where_asked() -> None:
    async def story(api: Api) -> None:
        seen = await api.task(await api.made(model=LARGE, return_last_frame=True))
        assert (seen["model"], seen["usage"]) == (LARGE, {"credits": 320})
        assert await api.balance() == 1_000_000 - 320
        clip = await api.client.get(seen["output"]["video_urls"][0])
        picture = await api.client.get(seen["output"]["last_frame_url"])
        assert picture.headers["content-type"] == "image/png"
        assert picture.content == cut_frame(BytesIO(clip.content), "last")
        plain = await api.task(await api.made(model=LARGE))
        assert list(plain["output"]) == ["video_urls"]
        address = plain["output"]["video_urls"][0].replace("0.mp4", "0.last.png")
        assert (await api.client.get(address)).status_code == 410

    told(story)


def test_a_model_without_a_price_makes_nothing() -> None:
    async def story(api: Api) -> None:
        answer = await api.post(model="seedance-2.0-fast-beta")
        said = "No price is configured for seedance-2.0-fast-beta at 480p"
        assert error(answer) == (400, 30002, said)
        assert await api.balance() == 1_000_000

    told(story)


def test_addresses_are_under_the_host_that_was_asked() -> None:
    async def story(api: Api) -> None:
        seen = await api.task(await api.made())
        assert seen["output"]["video_urls"][0].startswith("https://simulator.test:99/media/")

    told(story, base="https://simulator.test:99")


def test_media_with_ranges() -> None:
    async def story(api: Api) -> None:
        url = (await api.task(await api.made()))["output"]["video_urls"][0]
        get = api.client.get
        whole = await get(url)
        size, tag = len(whole.content), whole.headers["etag"]
        head = await api.client.head(url)
        assert (head.status_code, head.content, int(head.headers["content-length"])) == (200, b"", size)
        assert head.headers["accept-ranges"] == "bytes"
        part = await get(url, headers={"Range": "bytes=10-19", "If-Range": tag})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert part.headers["content-range"] == f"bytes 10-19/{size}"
        tail = await get(url, headers={"Range": "bytes=-5"})
        assert tail.content == whole.content[-5:]
        stale = await get(url, headers={"Range": "bytes=10-", "If-Range": '"other"'})
        assert (stale.status_code, len(stale.content)) == (200, size)
        beyond = await get(url, headers={"Range": f"bytes={size}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")

    told(story)


def test_there_is_no_other_media() -> None:
    async def story(api: Api) -> None:
        task_id = await api.made()
        await api.task(task_id)
        names = ("0.mp4", "1.mp4", "0.part", "..%2F0.mp4", "0.mp4x")
        answers = [await api.client.head(f"/media/tasks/{task_id}/{name}") for name in names]
        assert [answer.status_code for answer in answers] == [200, 410, 410, 404, 410]
        assert (await api.client.get("/media/tasks/task_0/0.mp4")).status_code == 410

    told(story)


def test_a_task_of_another_account_is_not_there() -> None:
    async def story(api: Api) -> None:
        task_id = await api.made()
        other = {"Authorization": "Bearer rk_other"}
        answer = await api.client.get(f"/api/v1/tasks/{task_id}", headers=other)
        assert error(answer) == (404, 40001, "Task not found")
        assert error(await api.client.get("/api/v1/tasks/task_0")) == (404, 40001, "Task not found")
        balance = await api.client.get("/api/v1/balance", headers=other)
        assert balance.json() == {"balance": 1_000_000}

    told(story)


@pytest.mark.parametrize(
    ("content", "kind", "status", "message"),
    [
        (b"{", "application/json", 400, "Request body is not valid JSON"),
        (b"", "application/json", 400, "Request body is not valid JSON"),
        (b"\xff{}", "application/json", 400, "Request body is not valid JSON"),
        (b'{"duration": NaN}', "application/json", 400, "Request body is not valid JSON"),
        (b"[" * 100_000, "application/json", 400, "Request body is not valid JSON"),
        (b'{"duration": ' + b"9" * 5000 + b"}", "application/json", 400, "Request body is not valid JSON"),
        (b"[]", "application/json", 400, "Request body must be a JSON object"),
        (b"{}", "text/plain", 400, "Content-Type must be application/json"),
        (b" " * 1_100_000, "application/json", 413, "Request body is too large"),
    ],
)
def test_bodies_that_are_none(content: bytes, kind: str, status: int, message: str) -> None:
    async def story(api: Api) -> None:
        answer = await api.client.post(POST, content=content, headers={"Content-Type": kind})
        assert error(answer) == (status, 20001, message)

    told(story)


def test_a_refused_request_costs_nothing() -> None:
    async def story(api: Api) -> None:
        assert error(await api.post(duration=16)) == (400, 20002, "duration must be an integer from 4 to 15")
        assert error(await api.post(model="x"))[:2] == (400, 20004)
        assert await api.balance() == 1_000_000

    told(story)


def test_credits_run_out() -> None:
    async def story(api: Api) -> None:
        await api.made()
        assert error(await api.post()) == (402, 30001, "Insufficient credits: 181 needed, 180 left")
        assert await api.balance() == 180

    told(story, Settings(credits=361, latency=0))


def test_too_fast() -> None:
    async def story(api: Api) -> None:
        await api.made()
        await api.made()
        api.clock.time += 10
        answer = await api.post()
        assert error(answer) == (429, 50001, "Rate limit exceeded")
        assert answer.headers["retry-after"] == "50"
        other = {"Authorization": "Bearer rk_other"}
        assert (await api.client.post(POST, json=body(), headers=other)).status_code == 200
        api.clock.time += 50
        await api.made()

    told(story, Settings(rate=2, latency=0))


def test_a_failure_is_refunded_before_it_is_seen() -> None:
    async def story(api: Api) -> None:
        task_id = await api.made(prompt="x [[fail 80007]]")
        assert await api.balance() == 1_000_000 - 181
        assert (await api.task(task_id))["status"] == "processing"
        api.clock.time += 10
        assert await api.balance() == 1_000_000
        seen = await api.task(task_id)
        assert (seen["status"], seen["output"], seen["usage"]) == ("failed", None, {"credits": 0})
        assert seen["error"] == {"code": 80007, "message": "Upstream content rejection"}
        assert await api.balance() == 1_000_000

    told(story, Settings(latency=2))


@pytest.mark.parametrize(
    ("code", "status", "said"),
    [
        ("20002", 400, 20002),
        ("80007", 400, 80007),
        ("30001", 402, 30001),
        ("10004", 401, 10004),
        ("60099", 500, 60099),
        ("70001", 503, 70001),
        ("PRICING_UNAVAILABLE", 400, "PRICING_UNAVAILABLE"),
        ("29999", 400, 29999),
        ("77777", 503, 77777),
    ],
)
def test_a_rehearsed_refusal(code: str, status: int, said: int | str) -> None:
    async def story(api: Api) -> None:
        assert error(await api.post(prompt=f"x [[reject {code}]]"))[:2] == (status, said)
        assert await api.balance() == 1_000_000

    told(story)


def test_a_rehearsed_wait_comes_once_a_prompt() -> None:
    async def story(api: Api) -> None:
        answer = await api.post(prompt="x [[429 7]]")
        assert error(answer)[:2] == (429, 50001)
        assert answer.headers["retry-after"] == "7"
        await api.made(prompt="x [[429 7]]")

    told(story)


def test_a_rehearsed_loss_is_charged() -> None:
    async def story(api: Api) -> None:
        assert error(await api.post(prompt="x [[lost]]")) == (500, 60099, "Unexpected error")
        assert await api.balance() == 1_000_000 - 181

    told(story)


def test_slow_stuck_gone_and_many() -> None:
    async def story(api: Api) -> None:
        slow, stuck = await api.made(prompt="[[slow 30]]"), await api.made(prompt="[[stuck]]")
        gone, many = await api.made(prompt="[[gone]]"), await api.made(prompt="[[videos 2]]")
        api.clock.time += 29
        assert (await api.task(slow))["status"] == "processing"
        api.clock.time += 1
        assert (await api.task(slow))["status"] == "completed"
        api.clock.time += 1e9
        assert (await api.task(stuck))["status"] == "processing"
        urls = (await api.task(gone))["output"]["video_urls"]
        assert [(await api.client.get(url)).status_code for url in urls] == [410]
        urls = (await api.task(many))["output"]["video_urls"]
        clips = [(await api.client.get(url)).content for url in urls]
        assert len(clips) == 2
        assert clips[0] != clips[1]

    told(story)


def test_failures_by_count() -> None:
    async def story(api: Api) -> None:
        statuses = []
        for _ in range(6):
            answer = await api.post()
            statuses.append(answer.status_code)
            if answer.status_code == 200:
                statuses[-1] = (await api.task(answer.json()["id"]))["status"]
            assert (await api.post(duration=99)).status_code == 400  # not in order: not counted
        assert statuses == ["completed", "failed", 503, "failed", "completed", 503]

    told(
        story, Settings(latency=0, failures=(Failure(code="80003", every=2), Failure(code="70001", every=3)))
    )


async def _clip(api: Api) -> bytes:
    url = (await api.task(await api.made()))["output"]["video_urls"][0]
    return (await api.client.get(url)).content


def test_reference_videos_are_measured_and_billed() -> None:
    clips: dict[str, bytes] = {}

    async def story(api: Api) -> None:
        clips["https://example.com/a.mp4"] = await _clip(api)  # 97 frames: 4.04 s, billed as 5
        before = await api.balance()
        await api.made(reference_video_urls=["https://example.com/a.mp4"])
        assert before - await api.balance() == 257  # 0.0285 x (4 + 5), rounded up
        before = await api.balance()
        await api.made(reference_video_urls=["https://example.com/not-there.mp4"])
        assert before - await api.balance() == 285  # 6 s assumed
        clips["https://example.com/b.mp4"] = b"no clip at all"
        answer = await api.post(reference_video_urls=["https://example.com/b.mp4"])
        assert error(answer)[:2] == (400, "PRICING_UNAVAILABLE")

    told(story, Settings(latency=0, open_media=clips.get, assumed_seconds=Decimal(6)))


def test_where_nothing_is_assumed_a_video_out_of_reach_has_no_price() -> None:
    async def story(api: Api) -> None:
        answer = await api.post(reference_video_urls=[URL])
        assert error(answer)[:2] == (400, "PRICING_UNAVAILABLE")
        assert await api.balance() == 1_000_000

    told(story, Settings(assumed_seconds=None))


def test_its_own_clips_are_references_too() -> None:
    async def story(api: Api) -> None:
        url = (await api.task(await api.made()))["output"]["video_urls"][0]
        before = await api.balance()
        await api.made(reference_video_urls=[url])
        assert before - await api.balance() == 257

    told(story, Settings(latency=0, assumed_seconds=None))


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("PUT", POST, 405), ("GET", POST, 405)]
)
def test_other_roads_have_envelopes_too(method: str, path: str, status: int) -> None:
    async def story(api: Api) -> None:
        answer = await api.client.request(method, path)
        assert error(answer)[0] == status

    told(story)


def test_many_at_once_keep_the_loop_free() -> None:
    async def story(api: Api) -> None:
        made = await asyncio.gather(*(api.made(prompt=f"shot {n}") for n in range(4)))
        polls = asyncio.gather(*(api.task(task_id) for task_id in made))
        await asyncio.sleep(0)
        assert (await asyncio.wait_for(api.client.get("/api/v1/balance"), 2)).status_code == 200
        assert not polls.done()
        assert {task["status"] for task in await polls} == {"completed"}

    told(story)


def test_the_same_random_gives_the_same_clip() -> None:
    clips = []

    async def story(api: Api) -> None:
        clips.append(await _clip(api))

    told(story)
    told(story)
    assert clips[0] == clips[1]
