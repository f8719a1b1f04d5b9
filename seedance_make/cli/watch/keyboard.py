"""Single keys of the terminal. Its mode is what it was whenever nobody listens, however the watching ends."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Self

try:
    import termios
    import tty
except ImportError:  # Windows
    HAS_KEYS = False
else:
    HAS_KEYS = True

_END = "\x04"  # Ctrl-D


class Keyboard:
    """Gives each key that is pressed alone to `press`; what is pasted is no key. The end of the input is Ctrl-D."""

    def __init__(self, press: Callable[[str], None]) -> None:
        self._press = press
        self._file = sys.stdin.fileno()
        self._mode = termios.tcgetattr(self._file)
        self._listens = self._closed = False

    def __enter__(self) -> Self:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTSTP, self._suspend)
        self._listen()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGTSTP)
        self._closed = True
        self._let_go()

    @contextmanager
    def lent(self) -> Iterator[None]:
        """The terminal as it was, for another program. What was typed and not read by it is forgotten."""
        self._let_go()
        try:
            yield
        finally:
            with suppress(termios.error):
                termios.tcflush(self._file, termios.TCIFLUSH)
            self._listen()

    def _listen(self) -> None:
        if self._closed:
            return
        with suppress(termios.error):
            tty.setcbreak(self._file)
        asyncio.get_running_loop().add_reader(self._file, self._read)
        self._listens = True

    def _let_go(self) -> None:
        if self._listens:
            asyncio.get_running_loop().remove_reader(self._file)
        self._listens = False
        with suppress(termios.error):  # the terminal is gone
            termios.tcsetattr(self._file, termios.TCSADRAIN, self._mode)

    def _read(self) -> None:
        try:
            typed = os.read(self._file, 1024).decode("utf-8", "replace") or _END
        except OSError:
            typed = _END
        if typed == _END:
            self._let_go()
        if len(typed) == 1:
            self._press(typed.lower())

    def _suspend(self) -> None:
        """Ctrl-Z: the shell finds the terminal as it was, and `fg` finds us listening."""
        listened = self._listens
        self._let_go()
        os.kill(os.getpid(), signal.SIGSTOP)
        if listened:
            self._listen()
