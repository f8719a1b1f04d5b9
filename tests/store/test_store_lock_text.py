"""The lock file's text: what git, people and editors do to it is read; what is no receipt is refused with its place."""

import json
import random
from dataclasses import replace
from hashlib import sha256

import pytest
from store_samples import FP, receipt

from seedance_make.core.errors import InvalidInputError
from seedance_make.core.request.fingerprint import Document, canonical_json
from seedance_make.core.storyboard.model import Receipt
from seedance_make.store.lock_text import as_text, parse_lock

A, B, C = (receipt(fingerprint=c * 64, task_id=f"task_{c}") for c in "abc")
DOCUMENT = canonical_json(Document(v=1, model="m", take=1, request={"prompt": "Tür \u2028", "duration": 5}))
TOLD = receipt(fingerprint=sha256(DOCUMENT).hexdigest(), document=DOCUMENT.decode())
LINE_A, LINE_B, LINE_C = (as_text([r]).splitlines()[1] for r in (A, B, C))
HEAD, FOOT = '[{"lock":1},', "null]"
HELP = (
    "restore the file from git (`git log -- storyboard.lock` shows its versions), or remove the line if you know it "
    "is no receipt; nothing is bought while the file cannot be read"
)


def read(*lines: str, end: str = "\n") -> tuple[Receipt, ...]:
    return parse_lock("".join(line + end for line in lines).encode(), "storyboard.lock")


def refusal(raw: bytes | str) -> tuple[int, str, str | None]:
    """Line, message and help of the one problem."""
    with pytest.raises(InvalidInputError) as error:
        parse_lock(raw.encode() if isinstance(raw, str) else raw, "storyboard.lock")
    (problem,) = error.value.problems
    assert error.value.exit == 65
    assert problem.place.file == "storyboard.lock"
    assert problem.place.column == 1
    assert "storyboard.lock" in error.value.sources
    return problem.place.line, problem.message, problem.help


def test_the_format_to_the_byte() -> None:
    assert as_text([B, receipt(fingerprint="a" * 64, video=2)]) == (
        '[{"lock":1},\n'
        f'{{"fingerprint":"{"a" * 64}","sha256":"{"d" * 64}","bytes":5,"model":"seedance-2.0-mini",'
        '"origin":"reapi.ai","task_id":"task_1","credits":487,"shot":"act1/door","take":1,"video":2},\n'
        f'{{"fingerprint":"{"b" * 64}","sha256":"{"d" * 64}","bytes":5,"model":"seedance-2.0-mini",'
        '"origin":"reapi.ai","task_id":"task_b","credits":487,"shot":"act1/door","take":1},\n'
        "null]\n"
    )


def test_a_line_holds_what_was_fingerprinted() -> None:
    text = as_text([TOLD])
    assert text == (
        '[{"lock":1},\n'
        f'{{"fingerprint":"{TOLD.fingerprint}","sha256":"{"d" * 64}","bytes":5,"model":"seedance-2.0-mini",'
        '"origin":"reapi.ai","task_id":"task_1","credits":487,"shot":"act1/door","take":1,'
        '"document":{"model":"m","request":{"duration":5,"prompt":"T\\u00fcr \\u2028"},"take":1,"v":1}},\n'
        "null]\n"
    )
    assert parse_lock(text.encode(), "f") == (TOLD,)
    assert parse_lock(text.replace('"model":"m","request"', '"model" : "m", "request"').encode(), "f") == (
        TOLD,
    )


def test_a_line_that_lacks_it_stays_valid_and_goes_where_it_is_doubled() -> None:
    bare = replace(TOLD, document=None)
    lines = [as_text([r]).splitlines()[1] for r in (bare, TOLD)]
    assert read(HEAD, lines[0], FOOT) == (bare,)
    assert read(HEAD, *lines, FOOT) == read(HEAD, *reversed(lines), FOOT) == (TOLD,)


def test_it_is_valid_json() -> None:
    plain = json.loads(as_text([A, B]))
    assert plain[0] == {"lock": 1}
    assert plain[-1] is None
    assert [entry["fingerprint"] for entry in plain[1:-1]] == [A.fingerprint, B.fingerprint]
    assert json.loads(as_text([])) == [{"lock": 1}, None]


def test_the_same_receipts_are_the_same_bytes() -> None:
    receipts = [receipt(fingerprint=f"{n:064x}", shot=f"s{n}") for n in range(50)]
    texts = set()
    for seed in range(5):
        random.Random(seed).shuffle(receipts)
        texts.add(as_text([*receipts, *receipts[:7]]))
    assert len(texts) == 1
    assert as_text(parse_lock(texts.copy().pop().encode(), "f")) in texts


def test_text_that_needs_escapes_comes_back() -> None:
    odd = receipt(task_id='a"\n\u2028ü\x1b', model="m\\")
    text = as_text([odd])
    assert text.isascii()
    assert len(text.splitlines()) == 3
    assert parse_lock(text.encode(), "f") == (odd,)


@pytest.mark.parametrize(
    "lines",
    [
        [HEAD, LINE_A, LINE_B, FOOT],
        [HEAD, LINE_B, LINE_A, FOOT],
        [HEAD, LINE_A, LINE_A, LINE_B, LINE_A, FOOT],
        [HEAD, HEAD, LINE_A, LINE_B, FOOT, FOOT],
        [HEAD, LINE_A, FOOT, HEAD, LINE_B, FOOT],
        [HEAD, LINE_A, FOOT, LINE_B],
        [HEAD, "", LINE_A, "   ", LINE_B, FOOT, ""],
        ["  " + HEAD, "\t" + LINE_A + "  ", LINE_B, " null ]"],
        [HEAD, "<<<<<<< HEAD", LINE_A, "=======", LINE_B, ">>>>>>> branch one", FOOT],
        ["<<<<<<< HEAD", HEAD, LINE_A, FOOT, "=======", HEAD, LINE_B, FOOT, ">>>>>>> 1a2b3c4"],
        [HEAD, "<<<<<<< ours", "||||||| base", LINE_A, "=======", LINE_B, ">>>>>>> theirs", FOOT],
        [HEAD, LINE_A, LINE_B.removesuffix(","), FOOT],
        ['[ {"lock": 1}', LINE_A, LINE_B, "]"],
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_what_merges_and_editors_leave_is_read(lines: list[str], end: str) -> None:
    assert read(*lines, end=end) == (A, B)


def test_a_byte_order_mark_and_a_missing_last_newline_are_read() -> None:
    assert parse_lock(b"\xef\xbb\xbf" + as_text([A]).strip().encode(), "f") == (A,)


def test_labels_may_differ() -> None:
    """Two branches renamed the shot: both lines stay."""
    renamed = receipt(fingerprint="a" * 64, task_id="task_a", shot="act2/door")
    assert set(read(HEAD, LINE_A, as_text([renamed]).splitlines()[1], FOOT)) == {A, renamed}


def test_a_newer_version_is_refused() -> None:
    line, message, help_ = refusal(f'[{{"lock":2}},\n{LINE_A}\n{FOOT}\n')
    assert (line, message) == (1, "the lock file has version 2; this seedance-make reads version 1")
    assert help_ == "upgrade seedance-make; the file was not changed"
    assert refusal(f'{HEAD}\n[{{"lock":2}},\n{FOOT}\n')[0] == 2


@pytest.mark.parametrize(
    "raw",
    [
        "garbage",
        "{}",
        "[]",
        "null]",
        "[]\n",
        LINE_A,
        "\0" * 100,
        "# a comment",
        "version: 1\n",
        '[{"lock":-1},',
        "[1,",
    ],
)
def test_what_begins_differently_is_refused(raw: str) -> None:
    assert refusal(raw) == (1, "is no lock file of seedance-make: it begins differently", HELP)


def test_noise_is_refused() -> None:
    for seed in range(200):
        assert refusal(random.Random(seed).randbytes(500))[2] == HELP


@pytest.mark.parametrize("raw", ["", "\n\n", f"{HEAD}\n", f"{HEAD}\n{LINE_A}\n", f"{HEAD}\n{LINE_A}"])
def test_a_file_that_was_cut_short_is_refused(raw: str) -> None:
    assert refusal(raw)[1:] == ("the file was cut short: its last line `null]` is missing", HELP)


def test_a_file_cut_anywhere_is_refused() -> None:
    text = as_text([A, B])
    for at in range(len(text) - 1):
        assert refusal(text[:at])[2] == HELP


def changed(**changes: object) -> str:
    plain = json.loads(LINE_A.removesuffix(",")) | changes
    return json.dumps({key: value for key, value in plain.items() if value != "drop"}) + ","


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("nonsense", "is no receipt"),
        ("{", "is no receipt"),
        ("[" * 100_000, "is no receipt"),
        ("1,", "is no receipt"),
        ("[],", "is no receipt"),
        ("null,", "is no receipt"),
        ('{"fingerprint":' + "9" * 5000 + "},", "is no receipt"),
        ("======", "is no receipt"),
        ("<<<<<<<<", "is no receipt"),
        (changed(mood="blue"), "a receipt has no `mood`"),
        (changed(lock=2), "a receipt has no `lock`"),
        (changed(origin="drop"), "the receipt lacks `origin`"),
        (changed(fingerprint="A" * 64), "`fingerprint` must be 64 hex digits"),
        (changed(fingerprint=FP + "\n"), "`fingerprint` must be 64 hex digits"),
        (changed(fingerprint=5), "`fingerprint` must be 64 hex digits"),
        (changed(sha256="../../etc/passwd"), "`sha256` must be 64 hex digits"),
        (changed(task_id=7), "`task_id` must be a text"),
        (changed(model=None), "`model` must be a text"),
        (changed(shot=""), "`shot` must be a text"),
        (changed(origin=["reapi.ai"]), "`origin` must be a text"),
        (changed(bytes=-1), "`bytes` must be a whole number, 0 or more"),
        (changed(bytes=1.0), "`bytes` must be a whole number, 0 or more"),
        (changed(credits="1"), "`credits` must be a whole number, 0 or more"),
        (changed(credits=True), "`credits` must be a whole number, 0 or more"),
        (changed(take=0), "`take` must be a whole number, 1 or more"),
        (changed(document=None), "`document` is none of a request"),
        (changed(document={}), "`document` is none of a request"),
        (changed(document=json.loads(DOCUMENT) | {"more": 1}), "`document` is none of a request"),
        (changed(document=json.loads(DOCUMENT)), "`document` has another fingerprint"),
        (changed(document=json.loads(DOCUMENT) | {"model": "\ud800"}), "`document` has another fingerprint"),
        (
            changed(document=json.loads(DOCUMENT) | {"request": {"duration": 5.0}}),
            "`document` has another fingerprint",
        ),
        (changed(video=1), "`video` must be a whole number, 2 or more"),
        (changed(video=None), "`video` must be a whole number, 2 or more"),
    ],
)
def test_what_is_no_receipt_is_refused_with_its_line(line: str, message: str) -> None:
    assert refusal(f"{HEAD}\n{LINE_B}\n{line}\n{FOOT}\n") == (3, message, HELP)


def test_text_that_is_no_utf8_is_refused_with_its_line() -> None:
    raw = f"{HEAD}\n{LINE_B}\n".encode() + LINE_A.encode().replace(b"door", b"d\xf6r") + b"\nnull]\n"
    assert refusal(raw) == (3, "is not UTF-8 text", HELP)
