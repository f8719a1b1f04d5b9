"""The first and the last moment of a process: Ctrl-C while it is still being loaded, threads that outlive it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INTERRUPTED = """
import sys
class Finder:
    def find_spec(self, name, path, target=None):
        if name == sys.argv[-1]:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Finder())
from seedance_make.__main__ import main
main()
"""


@pytest.mark.parametrize("module", ["seedance_make.cli.build.noop_cache", "seedance_make.cli.main", "click"])
def test_ctrl_c_while_it_is_loaded_ends_it_without_a_traceback(module: str, tmp_path: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, "build", module],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "interrupted: nothing was lost\n")


ABORTS = """
import atexit, os, sys, types
sys.modules["temporalio"] = types.ModuleType("temporalio")
atexit.register(os.abort)
sys.argv[1:] = ["--version"]
from seedance_make.__main__ import main
main()
"""


def test_threads_of_temporal_that_outlive_the_command_change_no_exit_status() -> None:
    ended = subprocess.run([sys.executable, "-c", ABORTS], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout[:13], ended.stderr) == (0, "seedance-make", "")
