"""What is rendered beside the watching ends, however that is."""

import asyncio

from cli_tools import Cli
from watch_tools import PATIENCE

from seedance_make.cli.invocation import Invocation
from seedance_make.cli.project.open import open_project
from seedance_make.cli.watch.render import Renderer
from seedance_make.ui.watch.events import Rendered, Unrendered


def test_a_bug_is_told_and_nothing_is_being_rendered_any_more(cli: Cli) -> None:
    cli.write()
    invocation = Invocation(file="storyboard.yaml", searches=False)
    bugs: list[str] = []

    def tell(happening: Rendered | Unrendered | Exception) -> None:
        match happening:
            case Exception():
                bugs.append(repr(happening))
            case _:
                raise RuntimeError("nobody listens")

    async def render() -> None:
        ended = asyncio.Event()
        renderer = Renderer(invocation, tell, ended.set)
        await renderer.render(open_project(invocation), ["door"], ["wave"])
        assert renderer.left == {"door", "wave"}
        async with asyncio.timeout(PATIENCE):
            await ended.wait()
        assert renderer.left == set()
        await renderer.stop()

    asyncio.run(render())
    (bug,) = bugs
    assert "RuntimeError('nobody listens')" in bug
