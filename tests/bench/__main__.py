"""`python tests/bench`: how quick the tool is, beside tools that people know, on this machine.

Makes its inputs, runs ours and the peers that are here, prints a table of ratios, and writes `bench.json`; with
`--docs` also `docs/performance.md` with its chart. It takes some minutes on a quiet machine; `--quick` leaves out what
takes most of them. Nothing here is a test: tests count, benchmarks time.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import films
import peers
from process import Run, median, run
from report import BUILD, NOTHING, Row, chart, list_scheduling, page, table

PYTHON = [sys.executable, "-c", "pass"]
YAML = [sys.executable, "-c", "import yaml"]
HERE = Path(__file__).parent


@contextmanager
def api(seconds: float, size: int) -> Iterator[str]:
    """The cheap API; its address."""
    command = [sys.executable, str(HERE / "cheap_api.py"), str(seconds), str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        process.kill()


def nothing_to_do(room: Path, sizes: tuple[int, ...]) -> Iterator[Row]:
    for size in sizes:
        film = films.bought_film(room / f"bought{size}", size)
        env = films.environment(film)
        command = [*films.COMMAND, "build"]
        run(command, folder=film, env=env)  # adopts
        run(command, folder=film, env=env)  # leaves the stamp
        ours = median(command, folder=film, env=env)
        yield Row(NOTHING, size, ours, "python -c pass", median(PYTHON, folder=film, env=env))
        for name, other, folder in peers.builders(room / f"peers{size}", size):
            yield Row(NOTHING, size, ours, name, median(other, folder=folder, env={}))


def planning(room: Path, sizes: tuple[int, ...]) -> Iterator[Row]:
    for size in sizes:
        film = films.film(room / f"new{size}", size)
        env = films.environment(film)
        ours = median([*films.COMMAND, "plan"], folder=film, env=env)
        yield Row("plan, all new", size, ours, "import yaml", median(YAML, folder=film, env=env))
    size = sizes[-1]
    film = films.film_in_files(room / "files", size)
    env = films.environment(film)
    act, store = film / "act07.yaml", film / "store"

    def cold() -> None:
        subprocess.run(["rm", "-rf", store], check=True)

    def edit() -> None:
        act.write_text(act.read_text("utf-8").replace("Boat ", "Boat old ", 1), "utf-8")

    whole = median([*films.COMMAND, "plan"], folder=film, env=env, before=cold)
    edited = median([*films.COMMAND, "plan"], folder=film, env=env, before=edit)
    yield Row("plan, one file of fifty edited", size, edited, "a cold plan", whole)


def building(room: Path, sizes: tuple[int, ...]) -> Iterator[Row]:
    """Our own CPU a task: the API answers at once."""
    for size in sizes:
        film = films.film(room / f"build{size}", size)
        with api(0, 2000) as address:
            command = [*films.COMMAND, "build", "--yes", "-q", "-j", "64", "--poll-interval", "0.05"]
            ours = run(command, folder=film, env=films.environment(film, address))
        yield Row(BUILD, size, Run(wall=ours.wall / size, cpu=ours.cpu / size, memory=ours.memory))


def makespan(room: Path, jobs: int, scale: int) -> Iterator[Row]:
    """Five hundred tasks, so many times as quick as the service's, against the best that so many at once could take."""
    film = films.film(room / f"makespan{jobs}", 500)
    with api(124 / scale, 2000) as address:
        command = [*films.COMMAND, "build", "--yes", "-q", "-j", str(jobs)]
        ours = run(command, folder=film, env=films.environment(film, address))
        counts = json.loads(urllib.request.urlopen(f"{address}/_counts").read())
    seconds = counts["seconds"]
    note = f"{counts['polls'] / len(seconds):.1f} questions a task, an end seen {counts['late'] * scale:.1f} s late at the service's pace"
    best = Run(wall=list_scheduling(seconds, jobs), cpu=0, memory=0)
    yield Row(f"makespan, -j {jobs}", len(seconds), ours, "list scheduling", best, note)


def downloading(room: Path) -> Iterator[Row]:
    """A hundred files of 10 MB, eight at once, against curl, sha256sum and sync."""
    film = films.film(room / "download", 100)
    with api(0, 10_000_000) as address:
        ours = run(
            [*films.COMMAND, "build", "--yes", "-q", "--poll-interval", "0.05"],
            folder=film, env=films.environment(film, address),
        )  # fmt: skip
        other = room / "curl"
        other.mkdir()
        command = peers.curl(other, [f"{address}/clips/task_{n:06d}.mp4" for n in range(100)], at_once=8)
        if command:
            yield Row(
                "download of 100 × 10 MB",
                100,
                ours,
                "curl, sha256sum, sync",
                run(command, folder=other, env={}),
            )


def simulating(room: Path) -> Iterator[Row]:
    film = room / "simulate"
    film.mkdir()
    (film / "storyboard.yaml").write_text("version: 1\nshots: {a: {prompt: A boat., duration: 5}}\n", "utf-8")
    ours = run([*films.COMMAND, "build", "--simulate"], folder=film, env=films.environment(film))
    yield Row("simulated clip, 5 s 720p", 1, ours)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python tests/bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few minutes less, a few sizes less")
    parser.add_argument("--docs", action="store_true", help="write docs/performance.md and its chart")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="the figures as JSON")
    options = parser.parse_args()
    small = (1000,) if options.quick else (1000, 10_000, 30_000)
    tasks = (100, 250) if options.quick else (100, 250, 500, 1000, 2500)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        room = Path(name)
        stages = [
            nothing_to_do(room, small),
            planning(room, small[:2]),
            building(room, tasks),
            downloading(room),
            simulating(room),
        ]
        if not options.quick:
            stages += [makespan(room, 8, scale=100), makespan(room, 64, scale=40)]
        for stage in stages:
            for row in stage:
                print(row.line(), flush=True)
                rows.append(row)
            for folder in room.iterdir():
                shutil.rmtree(folder)
    print(f"\n{table(rows)}")
    options.out.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n", "utf-8")
    if options.docs:
        docs = HERE.parents[1] / "docs"
        docs.mkdir(exist_ok=True)
        (docs / "performance.svg").write_text(chart(rows), "utf-8")
        (docs / "performance.md").write_text(page(rows), "utf-8")


if __name__ == "__main__":
    main()
