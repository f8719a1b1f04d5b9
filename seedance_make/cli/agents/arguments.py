"""Arguments of a tool: those that it has and no others, and what is wrong with a call in a person's words."""

import json
from collections.abc import Callable, Collection
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp.types import CallToolResult, InputRequiredResult, ToolAnnotations
from pydantic import ValidationError, create_model

from seedance_make.cli.account.credentials import hide_keys
from seedance_make.cli.agents.tools import refused
from seedance_make.core.errors import RefusedError, UsageError
from seedance_make.core.text.suggest import did_you_mean, joined, short

NOT_APPROVED = RefusedError("a person said no: nothing was sent", help="ask what they want changed")

_TYPES = {"list_type": "a list of texts", "string_type": "a text"}
_TYPES |= dict.fromkeys(("bool_type", "bool_parsing"), "true or false")


def exact_tool(function: Callable[..., object], annotations: ToolAnnotations) -> Tool:
    """A tool that refuses arguments that it does not have; the SDK's own ignores them."""
    tool = Tool.from_function(function, annotations=annotations)
    base = tool.fn_metadata.arg_model
    exact = create_model(base.__name__, __base__=base, __cls_kwargs__={"extra": "forbid"})
    tool.fn_metadata.arg_model, tool.parameters = exact, exact.model_json_schema()
    return tool


class PlainServer(MCPServer[Any]):
    """The SDK's server, with words of ours for a call that does not fit the tool, and for an answer that does not fit its
    form: it is no approval."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """Call it. Raises what the SDK raises for anything else: an unknown tool, a bug of ours."""
        try:
            return await super().call_tool(name, arguments, context)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            match error.__cause__:
                case ValidationError() as wrong:
                    (schema,) = (t.input_schema for t in await self.list_tools() if t.name == name)
                    return refused(argument_error(name, wrong, schema["properties"]))
                case ToolError():  # of the form: nothing else of ours raises it
                    return refused(NOT_APPROVED)
            raise


def argument_error(tool: str, wrong: ValidationError, known: Collection[str]) -> UsageError:
    """The first thing that is wrong with a call; an unknown name before a missing one, which it may be a slip of."""
    problems = sorted(wrong.errors(include_url=False), key=lambda p: p["type"] != "extra_forbidden")
    kind, value = problems[0]["type"], problems[0]["input"]
    name, *inside = map(str, problems[0]["loc"])
    if kind == "extra_forbidden":
        return UsageError(
            f"{tool} has no argument `{short(name)}`", help=did_you_mean(name, known, none="it has none")
        )
    if kind == "missing":
        return UsageError(f"{tool} needs `{name}`", help=f"its arguments: {joined(list(known), 'and')}")
    place = name + "".join(f"[{index}]" for index in inside)
    written = short(hide_keys(json.dumps(value, ensure_ascii=False)))
    listed = kind == "list_type" and isinstance(value, str)
    return UsageError(
        f"`{place}` of {tool} takes {_TYPES.get(kind, 'something else')}, not {written}",
        help=f"write [{written}]" if listed else None,
    )
