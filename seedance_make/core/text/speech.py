"""Speech in a prompt: words between quotation marks that somebody says, and not a title or the writing on a sign."""

import re
from collections.abc import Iterator

_QUOTED = re.compile(
    r'"([^"\n]{1,600})"|“([^”\n]{1,600})”|„([^“”\n]{1,600})[“”]|«([^»\n]{1,600})»|「([^」\n]{1,600})」'
)
_ENDED = re.compile(r"[.!?,…—。！？]\s*\Z")
_INTRODUCED = re.compile(
    r"(?:[:,：、，]|\b(?:sa(?:y|ys|id|ying)|ask(?:s|ed|ing)?|answer(?:s|ed|ing)?|repl(?:y|ies|ied)|whisper(?:s|ed|ing)?"
    r"|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|call(?:s|ed|ing)?|cr(?:y|ies|ied)|mutter(?:s|ed|ing)?|murmur(?:s|ed|ing)?"
    r"|sing(?:s|ing)?|sang|scream(?:s|ed|ing)?|narrat(?:es|or|ed|ing)|voice-?over|v\.o\.))\s*\Z",
    re.IGNORECASE,
)


def speeches(prompt: str) -> Iterator[re.Match[str]]:
    """Each quotation that is spoken, marks and all: it ends like a sentence, or a colon, a comma or a verb of speaking
    stands right before it."""
    for quoted in _QUOTED.finditer(prompt):
        if _ENDED.search(words_of(quoted)) or _INTRODUCED.search(
            prompt[max(0, quoted.start() - 40) : quoted.start()]
        ):
            yield quoted


def words_of(speech: re.Match[str]) -> str:
    """What stands between the marks."""
    return next(group for group in speech.groups() if group is not None).strip()
