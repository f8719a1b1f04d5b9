"""Guards for every test: the real API and the real store are out of bounds."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from browser import Opener
    from playwright.sync_api import Browser

HERE = Path(__file__).parent
sys.path[:0] = map(str, (HERE, *(room for room in HERE.iterdir() if room.is_dir())))
"""What the tests of a room share stands beside them, and every room may use it."""

for _number, _handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGTERM, signal.SIG_DFL)):
    signal.signal(_number, _handler)
"""A shell's background job ignores the first, and so would all its children: exec resets only what is caught."""

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
"""A busy machine is no failure: what is found counts, not how soon."""

_NEVER = ("REAPI_API_KEY", "REAPI_KEY", "REAPI_BASE_URL", "REAPI_USER_AGENT", "CI", "NO_COLOR", "FORCE_COLOR")


@pytest.fixture(autouse=True)
def _isolated(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that forgets to set a store or a host gets an empty store and a host where nobody listens."""
    for name in _NEVER:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SEEDANCE_MAKE_HOME", str(tmp_path_factory.mktemp("store")))
    monkeypatch.setenv("REAPI_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """One a module: it starts in a second, and a page of its own is a window of its own."""
    from browser import started_browser  # noqa: PLC0415 - few rooms look at pages

    with started_browser() as running:
        yield running


@pytest.fixture
def opened(browser: "Browser") -> Iterator["Opener"]:
    """Opens pages, and closes them with the test."""
    from browser import Opener  # noqa: PLC0415

    opener = Opener(browser=browser)
    yield opener
    opener.close()
