"""The API of the API document, as far as a client can see it, with a ledger of what it charged. No network in here.

Written from the document, not from our client: it is the other side of the argument.
"""

import functools
import io
import json
import math
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import av
from PIL import Image

FIELDS = {
    "model", "prompt", "first_frame_url", "last_frame_url", "reference_image_urls", "reference_video_urls",
    "reference_audio_urls", "generate_audio", "resolution", "aspect_ratio", "duration", "web_search", "nsfw_checker",
}  # fmt: skip
RATES = {"480p": ("0.045125", "0.0285"), "720p": ("0.097375", "0.059375")}
RATIOS = {"16:9", "9:16", "1:1", "4:3", "3:4", "21:9", "adaptive"}
LISTS = {"reference_image_urls": 9, "reference_video_urls": 3, "reference_audio_urls": 3}


@functools.cache
def real_mp4(frames: int = 13, width: int = 64, height: int = 64) -> bytes:
    """A small real MP4: H.264, 24 frames a second."""
    file = io.BytesIO()
    with av.open(file, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for n in range(frames):
            shade = Image.new("RGB", (width, height), (n * 255 // frames,) * 3)
            container.mux(stream.encode(av.VideoFrame.from_image(shade)))
        container.mux(stream.encode())
    return file.getvalue()


def labelled_mp4(label: str) -> bytes:
    """The same film with a box of its own at the end, so that every clip has other bytes."""
    text = label.encode()
    return real_mp4() + (8 + len(text)).to_bytes(4, "big") + b"free" + text


@dataclass
class Task:
    """A job that was accepted, and what it cost."""

    id: str
    body: dict[str, Any]
    credits: int
    due: int  # polls until it ends
    videos: int = 1
    failure: dict[str, Any] | None = None
    polls: int = 0
    refunded: bool = False

    @property
    def prompt(self) -> str:
        return str(self.body.get("prompt", ""))


class ApiError(Exception):
    """An envelope with its status."""

    def __init__(self, status: int, code: int | str, message: str) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass
class ScriptedApi:
    """Accounts, tasks, prices."""

    key: str = "rk_test_0123456789abcdef0123456789abcdef"
    credits: int = 1_000_000
    polls: int = 1  # that a task takes
    videos: int = 1
    reference_seconds: Decimal | None = Decimal(8)  # of each reference video; None: the probe fails
    tasks: dict[str, Task] = field(default_factory=dict)

    def authorize(self, header: str | None) -> None:
        if not header:
            raise ApiError(401, 10001, "Authorization header missing")
        if not header.startswith("Bearer "):
            raise ApiError(401, 10002, "Authorization is not Bearer")
        if header != f"Bearer {self.key}":
            raise ApiError(401, 10003, "API key invalid")

    def submit(self, raw: bytes) -> Task:
        """Validate, price, charge."""
        body = self.check(raw)
        if self.price(body) > self.credits:
            raise ApiError(402, 30001, "insufficient credits")
        return self.charge(body)

    def charge(self, body: dict[str, Any]) -> Task:
        cost = self.price(body)
        self.credits -= cost
        task = Task(
            id=f"task_{len(self.tasks) + 1:06d}", body=body, credits=cost, due=self.polls, videos=self.videos
        )
        self.tasks[task.id] = task
        return task

    def price(self, body: dict[str, Any]) -> int:
        """ceil(per_second_usd × billable_seconds × 1000)"""
        plain, reference = RATES[body.get("resolution", "720p")]
        seconds = int(body.get("duration", 5))
        videos = body.get("reference_video_urls") or []
        if not videos:
            return math.ceil(Decimal(plain) * seconds * 1000)
        if self.reference_seconds is None:
            raise ApiError(400, "PRICING_UNAVAILABLE", "could not probe the reference video")
        return math.ceil(
            Decimal(reference) * (seconds + math.ceil(self.reference_seconds * len(videos))) * 1000
        )

    def check(self, raw: bytes) -> dict[str, Any]:
        try:
            body = json.loads(raw)
        except ValueError:
            raise ApiError(400, 20001, "body is not JSON") from None
        if not isinstance(body, dict):
            raise ApiError(400, 20001, "body is not an object")
        if body.get("model") != "seedance-2.0-mini":
            raise ApiError(400, 20004, "model not supported")
        flaw = _flaw(body)
        if flaw:
            raise ApiError(400, 20002, flaw)
        return body

    def poll(self, task_id: str) -> Task:
        task = self.tasks.get(task_id)
        if task is None:
            raise ApiError(404, 40001, "task not found")
        task.polls += 1
        if task.polls >= task.due and task.failure and not task.refunded:
            task.refunded = True
            self.credits += task.credits
        return task

    def document(self, task: Task, base: str) -> dict[str, Any]:
        """The answer to a poll."""
        common = {"id": task.id, "model": task.body["model"], "created_at": "2026-11-22T12:00:00Z"}
        if task.polls < task.due:
            return {**common, "status": "processing", "output": None, "error": None}
        if task.failure:
            return {
                **common,
                "status": "failed",
                "output": None,
                "error": task.failure,
                "usage": {"credits": 0},
            }
        urls = [f"{base}/media/tasks/{task.id}/{n}.mp4" for n in range(task.videos)]
        usage = {"credits": task.credits}
        return {
            **common,
            "status": "completed",
            "output": {"video_urls": urls},
            "error": None,
            "usage": usage,
        }

    def spent(self) -> dict[str, list[Task]]:
        """Charges that were not refunded, by what was asked for (white space in the prompt counts for nothing)."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks.values():
            if not task.refunded:
                found.setdefault(same(task.body), []).append(task)
        return found


def same(body: dict[str, Any]) -> str:
    """One text for all bodies that ask for the same clip."""
    prompt = {"prompt": " ".join(str(body["prompt"]).split())} if body.get("prompt") else {}
    return json.dumps({**body, **prompt}, sort_keys=True)


def _flaw(body: dict[str, Any]) -> str | None:
    unknown = set(body) - FIELDS
    if unknown:
        return f"unknown parameter {min(unknown)}"
    for name, most in LISTS.items():
        urls = body.get(name)
        if urls is not None and not (
            isinstance(urls, list) and 1 <= len(urls) <= most and all(map(_public, urls))
        ):
            return f"{name} invalid"
    for name in ("first_frame_url", "last_frame_url"):
        if body.get(name) is not None and not _public(body[name]):
            return f"{name} must be a public http(s) URL"
    media = body.get("first_frame_url") or body.get("reference_image_urls")
    if not media and not str(body.get("prompt") or "").strip():
        return "prompt required"
    return _range_flaw(body)


def _range_flaw(body: dict[str, Any]) -> str | None:
    duration = body.get("duration", 5)
    if type(duration) is not int or not 4 <= duration <= 15:
        return "duration out of range"
    if body.get("resolution", "720p") not in RATES:
        return "resolution invalid"
    if body.get("aspect_ratio", "16:9") not in RATIOS:
        return "aspect_ratio invalid"
    flags = ("generate_audio", "web_search", "nsfw_checker")
    return next(
        (f"{name} must be a boolean" for name in flags if type(body.get(name, False)) is not bool), None
    )


def _public(url: object) -> bool:
    return isinstance(url, str) and url.startswith(("http://", "https://"))
