"""The models that a command knows where it was started: those that ship, and where there is a storyboard, its own."""

from collections.abc import Mapping

from seedance_make.cli.invocation import MANIFEST, Invocation
from seedance_make.core.errors import InvalidInputError
from seedance_make.core.request.price_table import SHIPPED, PriceTable
from seedance_make.core.storyboard.video_model import VideoModel


def known_models(invocation: Invocation) -> tuple[Mapping[str, VideoModel], PriceTable]:
    """Every model, and their prices. A storyboard may be in the middle of an edit, but for its model files: raises
    InvalidInputError where one cannot be read, since its models are not known then, and UsageError for a `-f` that is
    not there."""
    from seedance_make.load.manifest.read import read_manifest  # noqa: PLC0415 - reads YAML, which --help needs not
    from seedance_make.load.models.library import shipped_models  # noqa: PLC0415

    path = invocation.find_manifest()
    if invocation.file == MANIFEST and not path.is_file():
        return shipped_models(), SHIPPED
    loaded = read_manifest(path, name=invocation.file)
    if loaded.manifest is None:
        raise InvalidInputError(problems=loaded.problems, sources=loaded.sources)
    return loaded.manifest.models, PriceTable(own=loaded.manifest.prices)
