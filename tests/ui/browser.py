"""A real browser for pages that stand on the disk: Debian's Chromium, driven by Playwright, without a network."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", "--mute-audio", "--autoplay-policy=no-user-gesture-required",
)  # fmt: skip


@contextmanager
def started_browser() -> Iterator[Browser]:
    """Chromium. Who cannot install it is told how; CI, which can, fails without it."""
    path = shutil.which("chromium")
    if path is None and os.geteuid() != 0 and not os.environ.get("CI"):
        pytest.skip("these tests need a browser: apt-get install chromium")
    assert path, "apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@dataclass(kw_only=True)
class Seen:
    """A page in the browser, and all that it did besides being looked at."""

    page: Page
    requests: list[str] = field(default_factory=list)  # that left the disk
    faults: list[str] = field(default_factory=list)  # of the console, of the script, of the policy

    def value(self, script: str) -> Any:
        """What a script of the test's own gives."""
        return self.page.evaluate(script)

    def wait(self, script: str) -> None:
        """Until that is so. Playwright's own waiting evaluates in the page, which the page's policy refuses."""
        deadline = time.monotonic() + 20
        while not self.page.evaluate(script):
            assert time.monotonic() < deadline, script
            self.page.wait_for_timeout(10)


@dataclass(kw_only=True)
class Opener:
    """Opens files as a person does by a double click; each in a window of its own, closed with the test."""

    browser: Browser
    windows: list[BrowserContext] = field(default_factory=list)

    def __call__(self, path: Path, fragment: str = "", **context: Any) -> Seen:
        return self.address(path.resolve().as_uri() + fragment, **context)

    def address(self, address: str, **context: Any) -> Seen:
        """The same of what is served."""
        window = self.browser.new_context(**{"viewport": {"width": 1300, "height": 900}, **context})
        self.windows.append(window)
        page = window.new_page()
        seen = Seen(page=page)
        page.on("request", lambda r: None if r.url.startswith("file:") else seen.requests.append(r.url))
        page.on("console", lambda m: seen.faults.append(m.text) if m.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: seen.faults.append(str(error)))
        page.goto(address)
        return seen

    def close(self) -> None:
        for window in self.windows:
            window.close()
