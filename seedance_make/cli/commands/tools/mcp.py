"""`mcp`: serves this project to an agent, over stdio."""

import os

import click

from seedance_make.cli.invocation import current_invocation, global_options
from seedance_make.core.errors import Exit, MissingExtraError, UsageError

_EXTRA = {"mcp", "mcp_types", "pydantic", "anyio"}


@click.command()
@global_options
def mcp() -> int:
    """Serve this project to an agent over stdio (MCP): it can do everything but spend."""
    invocation = current_invocation()
    manifest = invocation.find_manifest(say=False)
    if not manifest.is_file():
        raise UsageError(f"no manifest: {manifest} is not there", help="`seedance-make init` makes one")
    manifest = manifest.resolve()
    try:
        from seedance_make.cli.agents.server import serve_agents  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise MissingExtraError("mcp", "agents") from None
    os.chdir(manifest.parent)
    serve_agents(manifest, invocation.profile)
    return int(Exit.OK)
