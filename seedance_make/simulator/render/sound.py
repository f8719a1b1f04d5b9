"""A quiet chord with a tick each second: enough to hear that a clip has sound, and that it runs in time."""

import math
from array import array
from functools import lru_cache
from hashlib import sha256

RATE = 44100  # samples a second
_CHORDS = (
    (220, 277, 330),
    (196, 247, 294),
    (174, 220, 261),
    (233, 294, 349),
)  # whole Hz: a second closes on itself
_LEVEL = 0.045
_TICK_HZ, _TICK_LEVEL, _TICK_FADE = 1320, 0.10, 60.0  # Hz, of 1, per second


def samples(count: int, look: str) -> "array[float]":
    """`count` samples of one channel, 32-bit floats; clips of one look are in one key."""
    second = _second(sha256(look.encode("utf-8", "surrogatepass")).digest()[2] % len(_CHORDS))
    whole, rest = divmod(count, RATE)
    sound = second * whole + second[:rest]
    _fade(sound, min(RATE // 3, count))
    return sound


@lru_cache(maxsize=len(_CHORDS))
def _second(key: int) -> "array[float]":
    waves = [math.tau * hertz / RATE for hertz in _CHORDS[key]]
    tick = math.tau * _TICK_HZ / RATE
    sound = array("f", bytes(4 * RATE))
    for n in range(RATE):
        sound[n] = _LEVEL * sum(math.sin(wave * n) for wave in waves)
    for n in range(RATE // 10):
        sound[n] += _TICK_LEVEL * math.exp(-_TICK_FADE * n / RATE) * math.sin(tick * n)
    return sound


def _fade(sound: "array[float]", length: int) -> None:
    """No click at the ends."""
    for n in range(length):
        part = n / length
        sound[n] *= part
        sound[-1 - n] *= part
