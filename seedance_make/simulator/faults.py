"""The API document's errors: code → HTTP status and words, and the envelope that carries them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from seedance_make.simulator.settings import Failure

_KNOWN = {
    "10001": (401, "Authorization header is missing"),
    "10002": (401, "Authorization header must be: Bearer <key>"),
    "10003": (401, "API key is invalid"),
    "10004": (401, "API key has been revoked"),
    "10005": (401, "Sign-in required"),
    "10006": (403, "Origin not allowed for this key"),
    "20001": (400, "Request body must be a JSON object"),
    "20002": (400, "A parameter is missing or invalid"),
    "20003": (400, "A parameter has an invalid value"),
    "20004": (400, "This model is not supported by this endpoint"),
    "20005": (400, "Size is not supported"),
    "20006": (400, "Quality is not supported"),
    "20007": (400, "Prompt is too long"),
    "30001": (402, "Insufficient credits"),
    "30002": (400, "No price is configured for this request"),
    "PRICING_UNAVAILABLE": (400, "A reference video could not be probed; nothing was charged"),
    "40001": (404, "Task not found"),
    "50001": (429, "Rate limit exceeded"),
    "60001": (500, "Task could not be persisted"),
    "60002": (502, "Task could not be started; credits refunded"),
    "60099": (500, "Unexpected error"),
    "70001": (503, "A dependency is unavailable"),
    "70002": (503, "A dependency is unavailable"),
    "80003": (502, "Upstream generation failed"),
    "80006": (400, "Upstream content policy violation"),
    "80007": (400, "Upstream content rejection"),
}
_BY_DIGIT = {"1": 401, "2": 400, "3": 402, "4": 404, "5": 429, "6": 500, "7": 503, "8": 400}


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedFault:
    """A code with its words, in an answer or in a failed task."""

    code: str
    message: str

    def plain(self) -> dict[str, object]:
        """As JSON: numeric codes are numbers."""
        return {"code": int(self.code) if self.code.isdigit() else self.code, "message": self.message}


@dataclass
class ApiError(Exception):
    """Ends a request with an envelope."""

    fault: SimulatedFault
    http: int
    headers: Mapping[str, str] = field(default_factory=dict)


def simulated_fault(code: str, message: str = "") -> SimulatedFault:
    """A code in its own words, or in others."""
    return SimulatedFault(code=code, message=message or _KNOWN.get(code, (400, "Rehearsed failure"))[1])


def refusal(code: str, message: str = "", headers: Mapping[str, str] | None = None) -> ApiError:
    """The answer that carries a code. Codes that the document lacks are judged by their first digit."""
    status = _KNOWN[code][0] if code in _KNOWN else _BY_DIGIT.get(code[:1], 400)
    return ApiError(simulated_fault(code, message), status, headers or {})


def happens_in_task(failure: Failure) -> bool:
    """Whether a rehearsed code ends a task; the others end the POST. Upstream trouble (8xxxx) comes later."""
    return failure.code.startswith("8")
