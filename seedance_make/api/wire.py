"""The API's JSON ↔ what it means (`core.attempt.outcome`). Nothing of the wire gets further in than this file.

Read liberally, believed carefully: unknown fields are ignored, codes and ids may be numbers or text; but an answer
about another task is refused, and a POST counts as refused only where it is clear that nothing was made.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from seedance_make.api.fields import charge, json_object, text_id, whole_number
from seedance_make.core.attempt.catalog import look_up
from seedance_make.core.attempt.outcome import (
    Accepted,
    ApiFault,
    Balance,
    KeyRefused,
    NoAnswer,
    PollAnswer,
    Rejected,
    Submission,
    TaskMissing,
    TaskReport,
    TaskStatus,
    Unknown,
)
from seedance_make.core.attempt.retry import retry_after
from seedance_make.core.text.redact import plain, redact, redact_bytes
from seedance_make.core.urls import looks_like_url

KEPT = 64 * 1024
"""Bytes of an answer that could not be understood that are kept in the journal."""

MAX_URLS = 32
_BARE_REFUSALS = frozenset({401, 403, 404, 405, 413, 415})
"""4xx that even without the API's envelope say that nothing was made: a gateway or a wrong host turned us away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back, whole or in part. `flaw` says in our words why it ended early."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)  # names in lower case
    body: bytes = b""
    flaw: str | None = None

    @property
    def pause(self) -> float | None:
        """Seconds that the server asks us to wait."""
        return retry_after(self.headers.get("retry-after"), self.headers.get("date"))


def task_path(task_id: str) -> str:
    """Where a task is asked for, under the base address. The id cannot reach another path."""
    return f"/api/v1/tasks/{quote(task_id, safe='')}"


@dataclass(frozen=True, slots=True)
class WireReader:
    """Reads answers. It knows the key only in order to black out an echo of it."""

    secret: str = field(repr=False)

    def submission(self, answer: Answer) -> Submission:
        """What a POST came to."""
        doc = json_object(answer.body)
        fault = self._fault(doc.get("error"), answer)
        if 200 <= answer.status < 300:
            return self._accepted(doc, fault, answer)
        if answer.status == 429 or (400 <= answer.status < 500 and fault is not None):
            fault = fault or self._bare(answer)
            return Rejected(fault=fault, stop=_stops(fault))
        if answer.status in _BARE_REFUSALS:
            return Rejected(fault=self._bare(answer), stop=True)
        return self._unknown(f"the API answered HTTP {answer.status}{_kind(answer.status)}", fault, answer)

    def _accepted(self, doc: Mapping[str, object], fault: ApiFault | None, answer: Answer) -> Submission:
        task_id = self._id(doc)
        if task_id is not None:
            return Accepted(task_id=task_id, request_id=self._request_id(doc, answer))
        if fault is not None and look_up(fault.code, answer.status).refusal:
            return Rejected(fault=fault, stop=_stops(fault))
        flaw = (
            "with an error inside"
            if fault
            else "without a usable task id"
            if doc
            else "with something that is not its JSON"
        )
        return self._unknown(f"the API answered HTTP {answer.status} {flaw}", fault, answer)

    def _unknown(self, reason: str, fault: ApiFault | None, answer: Answer) -> Unknown:
        reason += f", and {answer.flaw}" if answer.flaw else ""
        return Unknown(reason=reason, answer=redact_bytes(answer.body[:KEPT], self.secret), fault=fault)

    def poll(self, answer: Answer, task_id: str, model: str | None) -> PollAnswer:
        """What a GET of a task came to."""
        doc = json_object(answer.body)
        fault = self._fault(doc.get("error"), answer)
        if 200 <= answer.status < 300 and isinstance(doc.get("status"), str):
            return self._report(doc, task_id, model)
        return self._no_task(answer, fault)

    def balance(self, answer: Answer) -> Balance:
        """Credits left, or why they could not be had."""
        doc = json_object(answer.body)
        left = whole_number(doc.get("balance"))
        if 200 <= answer.status < 300 and left is not None:
            return left
        refusal = self._no_task(answer, self._fault(doc.get("error"), answer))
        if isinstance(refusal, TaskMissing):
            return NoAnswer(reason="the API has no balance at this address (HTTP 404)")
        return refusal

    def _no_task(self, answer: Answer, fault: ApiFault | None) -> TaskMissing | KeyRefused | NoAnswer:
        code = fault.code if fault else None
        shown = fault or self._bare(answer)
        if code == "40001" or (answer.status == 404 and not _about_key(code)):
            return TaskMissing()
        if answer.status in {401, 403} or _about_key(code):
            return KeyRefused(fault=shown)
        reason = f"the API answered HTTP {answer.status}" + (f" (code {code})" if code else "")
        if 200 <= answer.status < 300 and not code:
            reason += " with something that is no task"
        return NoAnswer(
            reason=f"{reason}, and {answer.flaw}" if answer.flaw else reason,
            retry_after=answer.pause,
            limited=answer.status == 429,
        )

    def _report(self, doc: Mapping[str, object], task_id: str, model: str | None) -> PollAnswer:
        if any(doc.get(name) is not None and text_id(doc[name]) != task_id for name in ("id", "task_id")):
            return NoAnswer(reason="the API answered about another task")
        if model is not None and doc.get("model") not in {None, model}:
            return NoAnswer(reason="the API answered about another model")
        status, remark = self._status(str(doc["status"]))
        urls: tuple[str, ...] = ()
        if status is TaskStatus.COMPLETED:
            urls, remark = self._urls(doc.get("output"))
        return TaskReport(
            task_id=task_id,
            status=status,
            urls=urls,
            credits=charge(doc.get("usage")),
            fault=self._failure(doc) if status is TaskStatus.FAILED else None,
            remark=remark,
            model=plain(doc.get("model")) or None,
        )

    def _status(self, text: str) -> tuple[TaskStatus, str | None]:
        try:
            return TaskStatus(text.strip().lower()), None
        except ValueError:
            return (
                TaskStatus.PROCESSING,
                f"the task's status is “{self._show(text, 60)}”, taken for processing",
            )

    def _failure(self, doc: Mapping[str, object]) -> ApiFault:
        fault = self._fault(doc.get("error"), None)
        return fault or ApiFault(
            code=None, http=None, message=self._show(doc.get("error")) or "no reason was given"
        )

    def _urls(self, output: object) -> tuple[tuple[str, ...], str | None]:
        """Usable addresses, in order, each once; and what was odd about the others."""
        listed = output.get("video_urls") if isinstance(output, dict) else None
        named = [listed] if isinstance(listed, str) else listed if isinstance(listed, list) else []
        urls = tuple(dict.fromkeys(url.strip() for url in named if self._usable(url)))[:MAX_URLS]
        if not urls:
            return (), "the task is completed, but names no video that can be fetched"
        odd = len(named) - len(urls)
        return urls, f"{odd} of the task's {len(named)} video addresses cannot be used" if odd else None

    def _usable(self, url: object) -> bool:
        """An http(s) text that does not carry the key to another host. Where it may lead, the download judges."""
        if not isinstance(url, str) or len(url) > 8192 or not url.strip().isprintable():
            return False
        url = url.strip()
        return (
            looks_like_url(url)
            and url.lower().startswith(("http://", "https://"))
            and redact(url, self.secret) == url
        )

    def _id(self, doc: Mapping[str, object]) -> str | None:
        ids = (text_id(doc.get(name)) for name in ("id", "task_id"))
        return next((one for one in ids if one and redact(one, self.secret) == one), None)

    def _fault(self, error: object, answer: Answer | None) -> ApiFault | None:
        """The envelope `{"code", "message", "request_id"?}`; None for anything else."""
        if not isinstance(error, dict):
            return None
        number = whole_number(error.get("code"))
        code = str(number) if number is not None else self._show(error.get("code"), 64)
        if not code:
            return None
        return ApiFault(
            code=code,
            http=answer.status if answer else None,
            message=self._show(error.get("message"))
            or look_up(code, answer.status if answer else None).meaning,
            request_id=self._request_id(error, answer),
            retry_after=answer.pause if answer else None,
        )

    def _bare(self, answer: Answer) -> ApiFault:
        return ApiFault(
            code=None,
            http=answer.status,
            message=f"HTTP {answer.status}, without the API's own error: {look_up(None, answer.status).meaning}",
            request_id=self._request_id({}, answer),
            retry_after=answer.pause,
        )

    def _request_id(self, doc: Mapping[str, object], answer: Answer | None) -> str | None:
        name = doc.get("request_id") or (answer.headers.get("x-request-id") if answer else None)
        return self._show(str(name) if isinstance(name, int) else name, 128) or None

    def _show(self, text: object, limit: int = 500) -> str:
        """Blacked out both before and after it is made plain: what is removed in between could have split a key."""
        return redact(plain(redact(text, self.secret), limit), self.secret) if isinstance(text, str) else ""


def _stops(fault: ApiFault) -> bool:
    return look_up(fault.code, fault.http).stop or fault.http in {401, 402}


def _about_key(code: str | None) -> bool:
    return code is not None and len(code) == 5 and code.startswith("1")


def _kind(status: int) -> str:
    return ", a redirect, which is never followed with a key" if 300 <= status < 400 else ""
