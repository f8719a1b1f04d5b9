"""An outage of the API, said once and not for each take and try."""

from seedance_make.core.attempt import events
from seedance_make.core.attempt.events import Event
from seedance_make.core.text.redact import plain
from seedance_make.ui.words import many


class Outage:
    """The takes whose last poll brought no answer."""

    def __init__(self) -> None:
        self._reasons: dict[tuple[str, int], str] = {}

    def feed(self, event: Event) -> str:
        """What is to be said where one line has to do: at the beginning, and when it is over."""
        if not isinstance(event, events.TakeEvent):
            return ""
        silent, take = bool(self._reasons), (event.shot, event.take)
        if isinstance(event, events.Unanswered):
            self._reasons[take] = plain(event.text)
            return (
                ""
                if silent
                else f"the API does not answer ({plain(event.text)}): asked again, nothing is lost"
            )
        self._reasons.pop(take, None)
        answered = isinstance(event, events.Status | events.Received | events.Done)
        return "the API answers again" if silent and answered and not self._reasons else ""

    @property
    def footer(self) -> str:
        """How things stand; nothing where all is well."""
        if not self._reasons:
            return ""
        reason = next(reversed(self._reasons.values()))
        return f"The API does not answer about {many(len(self._reasons), 'task')} ({reason}); asked again, nothing is lost."
