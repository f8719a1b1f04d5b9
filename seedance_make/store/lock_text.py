"""The lock file's text ↔ receipts; `lock_file` describes the format."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NoReturn

from seedance_make.core.errors import InvalidInputError
from seedance_make.core.request.fingerprint import canonical_json, fingerprint_of, is_document
from seedance_make.core.storyboard.model import Receipt
from seedance_make.core.text.diagnostic import Place, Problem

LOCK_VERSION = 1
_HEADER = re.compile(r'\[\s*\{\s*"lock"\s*:\s*(\d{1,9})\s*\}\s*,?\Z')
_FOOTER = re.compile(r"(?:null\s*)?\]\Z")
_CONFLICT = re.compile(r"(?:<{7}|\|{7}|={7}|>{7})(?: |\Z)")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_ANY = re.compile(r"(?s).")
_DIGESTS = ("fingerprint", "sha256")
_TEXTS = ("model", "origin", "task_id", "shot")
_NUMBERS = {"bytes": 0, "credits": 0, "take": 1}  # with the least each may be
_KEYS = ("fingerprint", "sha256", "bytes", "model", "origin", "task_id", "credits", "shot", "take")
_HELP = (
    "restore the file from git (`git log -- {file}` shows its versions), or remove the line if you know it is no "
    "receipt; nothing is bought while the file cannot be read"
)


def as_text(receipts: Iterable[Receipt]) -> str:
    """The whole file: the same receipts give the same bytes."""
    lines = sorted({_line(receipt) for receipt in receipts})
    return "".join(f"{line}\n" for line in (f'[{{"lock":{LOCK_VERSION}}},', *lines, "null]"))


def parse_lock(raw: bytes, file: str) -> tuple[Receipt, ...]:
    """Every receipt of a file, sorted, doubles once. `file` is its name in messages. Raises InvalidInputError."""
    return _Reader(raw, file).read()


def in_file_order(receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """As they are read: sorted, doubles once, none without its document beside the same with it."""
    unique = frozenset(receipts)
    bare = {replace(r, document=None) for r in unique if r.document is not None}
    return tuple(sorted(unique - bare, key=_order))


def _order(receipt: Receipt) -> tuple[str, ...]:
    return receipt.fingerprint, receipt.sha256, receipt.task_id, receipt.shot, f"{receipt.take:09}"


def _line(receipt: Receipt) -> str:
    plain = {key: getattr(receipt, key) for key in _KEYS}
    if receipt.video > 1:
        plain["video"] = receipt.video
    if receipt.document is not None:
        plain["document"] = json.loads(receipt.document)
    return json.dumps(plain, separators=(",", ":")) + ","


class _Reader:
    """Goes through the lines once; the first that is none of ours ends it, with its place."""

    def __init__(self, raw: bytes, file: str) -> None:
        self._file = file
        self._raw = raw
        self._text = raw.decode("utf-8-sig", errors="replace")

    def read(self) -> tuple[Receipt, ...]:
        receipts: set[Receipt] = set()
        header = footer = False
        number, line = 1, ""
        for number, line in self._lines():
            if match := _HEADER.match(line):
                self._check_version(match, number)
                header = True
            elif not header and not _CONFLICT.match(line):
                self._refuse(
                    number, line, "no-lock-file", "is no lock file of seedance-make: it begins differently"
                )
            elif _FOOTER.match(line):
                footer = True
            elif not _CONFLICT.match(line):
                receipts.add(self._receipt(number, line))
        if not footer:
            self._refuse(
                number, line, "lock-cut-short", "the file was cut short: its last line `null]` is missing"
            )
        return in_file_order(receipts)

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Lines that say something, counted from 1, without the blanks around them."""
        for number, line in enumerate(self._text.split("\n"), 1):
            if line.strip():
                yield number, line.strip()

    def _check_version(self, match: "re.Match[str]", number: int) -> None:
        if int(match[1]) != LOCK_VERSION:
            self._refuse(
                number,
                match[0],
                "newer-lock",
                f"the lock file has version {match[1]}; this seedance-make reads version {LOCK_VERSION}",
                help_="upgrade seedance-make; the file was not changed",
            )

    def _receipt(self, number: int, line: str) -> Receipt:
        if "\N{REPLACEMENT CHARACTER}" in line:
            self._refuse(number, line, "no-receipt", "is not UTF-8 text")
        try:
            plain = json.loads(line.removesuffix(","))
        except (ValueError, RecursionError):
            self._refuse(number, line, "no-receipt", "is no receipt")
        if wrong := _wrong(plain):
            self._refuse(number, line, "no-receipt", wrong)
        if "document" in plain:
            plain["document"] = canonical_json(plain["document"]).decode()
        return Receipt(**plain)

    def _refuse(
        self, number: int, line: str, name: str, message: str, *, help_: str | None = None
    ) -> NoReturn:
        place = Place(file=self._file, line=number, column=1, end=1 + max(len(line), 1))
        raise InvalidInputError(
            problems=[
                Problem(
                    place=place,
                    path="lock",
                    name=name,
                    message=message,
                    help=help_ or _HELP.format(file=self._file),
                )
            ],
            sources={self._file: self._text},
        )


def _wrong(plain: object) -> str | None:
    """What keeps a JSON value from being a receipt; None when it is one."""
    if not isinstance(plain, Mapping):
        return "is no receipt"
    keys = set(plain) - {"video", "document"}
    if keys != set(_KEYS):
        odd = min(keys ^ set(_KEYS))
        return f"a receipt has no `{odd}`" if odd in keys else f"the receipt lacks `{odd}`"
    least = {**_NUMBERS, **({"video": 2} if "video" in plain else {})}
    wrong = [f"`{k}` must be 64 hex digits" for k in _DIGESTS if not _is_text(plain[k], _DIGEST)]
    wrong += [f"`{k}` must be a text" for k in _TEXTS if not _is_text(plain[k], _ANY)]
    wrong += [
        f"`{k}` must be a whole number, {n} or more"
        for k, n in least.items()
        if type(plain[k]) is not int or plain[k] < n
    ]
    if not wrong and "document" in plain:
        return _wrong_document(plain["document"], plain["fingerprint"])
    return wrong[0] if wrong else None


def _is_text(value: object, form: re.Pattern[str]) -> bool:
    return isinstance(value, str) and form.match(value) is not None


def _wrong_document(content: object, fingerprint: str) -> str | None:
    if not is_document(content):
        return "`document` is none of a request"
    return None if fingerprint_of(content) == fingerprint else "`document` has another fingerprint"
