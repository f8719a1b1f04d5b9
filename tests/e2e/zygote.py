"""Runs commands as forks of a process that has imported everything: real processes, a tenth of the time.

One JSON line in: a list of `{"args", "cwd", "env"}`, run at the same time. One out: a list of `{"status", "out", "err"}`.
"""

import importlib
import json
import os
import sys
import tempfile
from typing import Any

WARM = (
    "httpx", "jsonschema", "diskcache", "seedance_make.cli.commands.make.build", "seedance_make.cli.commands.make.plan", "seedance_make.cli.commands.direct.resolve",
    "seedance_make.cli.commands.look.status", "seedance_make.api.client", "seedance_make.api.download", "seedance_make.ui.build.progress",
    "seedance_make.ui.plan.summary", "seedance_make.load.manifest.read", "seedance_make.media.probe",
)  # fmt: skip


def child(order: dict[str, Any], out: int, err: int) -> None:
    """The command itself; never returns."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.chdir(order["cwd"])
    os.environ.clear()
    os.environ.update(order["env"])
    sys.argv = ["seedance-make", *order["args"]]
    status: object = 99
    try:
        importlib.import_module("seedance_make.__main__").main()
    except SystemExit as end:
        status = end.code
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status if isinstance(status, int) else 99)


def main() -> None:
    for name in WARM:
        importlib.import_module(name)
    for line in sys.stdin:
        running = []
        for order in json.loads(line):
            files = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - read when the child has ended
            pid = os.fork()
            if pid == 0:
                child(order, files[0].fileno(), files[1].fileno())
            running.append((pid, *files))
        ended = []
        for pid, *both in running:
            status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            texts = []
            for file in both:
                file.seek(0)
                texts.append(file.read().decode())
            ended.append({"status": status, "out": texts[0], "err": texts[1]})
        sys.stdout.write(json.dumps(ended) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
