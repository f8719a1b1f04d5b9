"""What the API's error codes mean, as data: code → meaning, way out, what may be done next.

Codes decide, never messages (the API document, "Errors"). A code that is not listed is judged by its leading
digit and by the HTTP status it came with, always towards the side that costs nothing.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from seedance_make.core.errors import Exit


class Retry(StrEnum):
    """What may be done about a fault without asking a person."""

    CHANGE = "change"  # nothing: the same request would fail again, so it is changed or named first
    LATER = "later"  # the service failed: the next build may ask again
    WAIT = "wait"  # too fast: the same request may go again after a pause
    ACCOUNT = (
        "account"  # nothing until the key, the credits or the host is put right; the shot is not to blame
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiCode:
    """One code. `meaning` and `help` are ours, so they may be shown as they are."""

    code: str
    meaning: str
    help: str
    retry: Retry
    exit: Exit = Exit.FAILED
    refusal: bool = False  # the request was turned away before anything was made, whatever the HTTP status

    @property
    def again(self) -> bool:
        """Whether the next build buys the shot again by itself; otherwise only when it changed or is named."""
        return self.retry is not Retry.CHANGE

    def way_on(self, shot: str) -> str:
        """What lets a shot be bought again that is not by itself: the same request after a refusal would be refused."""
        return (
            f"charged all the same: name it to buy it again: build {shot}"
            if self.again
            else "change the shot"
        )

    @property
    def stop(self) -> bool:
        """Whether no further POST makes sense."""
        return self.retry is Retry.ACCOUNT


_KEY = "set REAPI_API_KEY to a valid key of your reAPI account, then run the same command again"
_EDIT = "change the shot as the message says; the next build sends it again"
_LATER = "nothing is charged; run the same build again later"


def _key(code: str, meaning: str, help: str = _KEY) -> ApiCode:  # noqa: A002 - the word users read
    return ApiCode(code=code, meaning=meaning, help=help, retry=Retry.ACCOUNT, exit=Exit.NO_KEY, refusal=True)


def _request(code: str, meaning: str, help: str = _EDIT) -> ApiCode:  # noqa: A002
    return ApiCode(code=code, meaning=meaning, help=help, retry=Retry.CHANGE, refusal=True)


def _service(code: str, meaning: str) -> ApiCode:
    return ApiCode(code=code, meaning=meaning, help=_LATER, retry=Retry.LATER)


def _content(code: str, meaning: str) -> ApiCode:
    return ApiCode(
        code=code,
        meaning=meaning,
        help="change the prompt or the media that was flagged; a failed task is refunded",
        retry=Retry.CHANGE,
    )


_ENTRIES = (
    _key("10001", "the API key is missing"),
    _key("10002", "the Authorization header is not a Bearer key"),
    _key("10003", "the API key is invalid"),
    _key("10004", "the API key has been revoked"),
    _key("10005", "the API asks for a sign-in"),
    _key(
        "10006",
        "this key may not be used from here",
        "check the allowed origins of this key in your reAPI account",
    ),
    _request("20001", "the request's body is not a JSON object", "this is a bug of ours: please report it"),
    _request("20002", "a parameter is missing or invalid"),
    _request("20003", "a parameter's value is invalid"),
    _request("20004", "the model is not supported here", "name a model that this endpoint serves"),
    _request("20005", "the size is not supported", "choose another resolution or aspect_ratio"),
    _request("20006", "the quality is not supported", "choose another resolution"),
    _request("20007", "the prompt is too long", "shorten the prompt"),
    ApiCode(
        code="30001",
        meaning="the account has too few credits",
        help="top up the account, then run the same build again: what is bought is kept",
        retry=Retry.ACCOUNT,
        exit=Exit.REFUSED,
        refusal=True,
    ),
    _request("30002", "the API has no price for this request", "choose another model or resolution"),
    ApiCode(
        code="PRICING_UNAVAILABLE",
        meaning="the API could not measure a reference video, so it could not price the request",
        help="nothing was charged; check that each reference video is a public MP4 or MOV, then build again",
        retry=Retry.LATER,
        refusal=True,
    ),
    ApiCode(
        code="40001",
        meaning="the task is not known, or belongs to another account",
        help="check that the key is the one that bought it",
        retry=Retry.CHANGE,
    ),
    ApiCode(
        code="50001",
        meaning="too many requests for this account",
        help="run the same build again in a minute, or with a smaller -j",
        retry=Retry.WAIT,
    ),
    _service("60001", "the API could not store the task"),
    _service("60002", "the API could not start the task; the credits are refunded"),
    _service("60099", "the API failed unexpectedly"),
    _service("70001", "a service that the API needs is down"),
    _service("70002", "a service that the API needs is down"),
    _service("80003", "the video model failed; the credits are refunded"),
    _content("80006", "the video model's content policy refused the request"),
    _content("80007", "the video model refused the content"),
)

CATALOG = {entry.code: entry for entry in _ENTRIES}
"""Every code that is known, by its text."""

_UNKNOWN = _content("", "the API refused the request")
_BY_DIGIT = {
    "1": _key("", "the API did not accept the key"),
    "2": replace(_request("", "the API did not accept a parameter"), refusal=False),
    "3": replace(_request("", "the API could not price or charge the request"), refusal=False),
    "4": replace(CATALOG["40001"], meaning="the API does not know what was asked for"),
    "5": CATALOG["50001"],
    "6": _service("", "the API failed"),
    "7": _service("", "a service that the API needs failed"),
    "8": _content("", "the video model refused the request"),
}
_BY_HTTP = {
    401: _key("", "the API did not accept the key"),
    402: CATALOG["30001"],
    403: _key("", "the API does not allow this", "check the key and REAPI_BASE_URL"),
    429: CATALOG["50001"],
}


_HTTP = re.compile(r"HTTP ([1-5][0-9]{2})")


def look_up(code: str | int | None, http: int | None = None) -> ApiCode:
    """The entry of a code (number or text, or none at all) that came with an HTTP status (None inside a task).

    Never fails: what is not listed is judged by the account's HTTP statuses first (they say nothing about the
    shot), then by the leading digit of a five-digit code, then by the HTTP class. The entry carries the code asked for.
    """
    text = "" if code is None else str(code).strip()
    if http is None and (bare := _HTTP.fullmatch(text)):  # as the journal keeps a fault without a code
        text, http = "", int(bare[1])
    known = CATALOG.get(text) or CATALOG.get(text.upper())
    if known is not None:
        return known
    return replace(_judge(text, http), code=text or (f"HTTP {http}" if http else ""), refusal=False)


def _judge(code: str, http: int | None) -> ApiCode:
    """The family of an unlisted code."""
    if http in _BY_HTTP:
        return _BY_HTTP[http]
    if len(code) == 5 and code.isascii() and code.isdigit() and code[0] in _BY_DIGIT:
        return _BY_DIGIT[code[0]]
    if http is not None and 500 <= http < 600:
        return _BY_DIGIT["6"]
    return _UNKNOWN
