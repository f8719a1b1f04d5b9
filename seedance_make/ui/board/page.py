"""The review page as one file: styles, scripts and data stand in it, and it may load nothing but clips and posters.

It opens from a disk, from a mail, as an artefact of CI, and a stranger's storyboard is its content. So its policy
(CSP) allows the very script and styles that were written here, by their hashes, and no others; words of the
storyboard and of the server reach it as JSON in a <template>, which browsers neither show nor run.
"""

import base64
from collections.abc import Sequence
from hashlib import sha256

from jinja2 import Environment, PackageLoader, StrictUndefined
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from seedance_make.ui.board.data import BoardPage

_STYLES = ("page.css", "compare.css", "print.css")
_SCRIPTS = (
    "data.js", "play.js", "rows.js", "filter.js", "choose.js", "step.js", "compare.js", "start.js",
)  # fmt: skip
"""In their order: each uses what stands before it."""

_LIVE = "live.js"


def board_html(page: BoardPage, *, live: bool = False) -> str:
    """The whole page. `live`: it listens to `events` beside it, and to nothing else, for what has changed."""
    environment = Environment(
        loader=PackageLoader("seedance_make.ui.board", "page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    styles = [_source(environment, name) for name in _STYLES]
    script = "\n".join(_source(environment, name) for name in (*_SCRIPTS, *((_LIVE,) if live else ())))
    return environment.get_template("board.html").render(
        title=page.title,
        badges=page.badges,
        totals=page.totals,
        policy=_policy(styles, script, live=live),
        styles=[Markup(style) for style in styles],  # noqa: S704 - our own files
        script=Markup(script),  # noqa: S704
        data=htmlsafe_json_dumps(page.data, ensure_ascii=False, separators=(",", ":")),
    )


def _source(environment: Environment, name: str) -> str:
    assert environment.loader is not None
    return environment.loader.get_source(environment, name)[0]


def _policy(styles: Sequence[str], script: str, *, live: bool) -> str:
    """Nothing but our own script and styles, and pictures and films from where the page stands; what is new of them,
    where it is live."""
    return "; ".join((
        "default-src 'none'",
        f"script-src {_hash(script)}",
        f"style-src {' '.join(map(_hash, styles))}",
        "img-src 'self' file:",
        "media-src 'self' file:",
        *(("connect-src 'self'",) if live else ()),
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"
