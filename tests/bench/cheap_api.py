"""The API as cheap as it can be, in a process of its own: what is measured is the tool, not the server.

`python cheap_api.py SECONDS SIZE` prints its port. A task takes log-normal times with the median SECONDS (0: at once); its
clip has SIZE bytes. `GET /_counts` tells how long each task took, how many questions were asked and how late the ends
were seen.
"""

import asyncio
import json
import math
import random
import sys
import time

_QUICKEST, _MEDIAN, _LONGEST = 48.0, 124.0, 420.0
"""Seconds of the real service; scaled to the median asked for."""
_SIGMA = 0.45


class Api:
    def __init__(self, median: float, size: int) -> None:
        self.scale = median / _MEDIAN
        self.ends: dict[str, float] = {}
        self.seconds: list[float] = []  # of each task, in the order in which they came
        self.seen: dict[str, float] = {}
        self.polls = 0
        self.port = 0
        self.chance = random.Random(7)
        head = b"\0\0\0\x10ftypisom\0\0\2\0"
        index = b"\0\0\0\x6cmvhd" + bytes(12) + b"\0\0\x03\xe8\0\0\x0f\xa0" + bytes(80)
        moov = (8 + len(index)).to_bytes(4, "big") + b"moov" + index
        film = max(16, size - len(head) - len(moov) - 8)
        self.clip = head + moov + (8 + film).to_bytes(4, "big") + b"mdat"
        self.film = film

    def duration(self) -> float:
        seconds = _MEDIAN * math.exp(self.chance.gauss(0, _SIGMA))
        return min(max(seconds, _QUICKEST), _LONGEST) * self.scale

    def answer(self, method: str, path: str) -> bytes:
        if method == "POST":
            name = f"task_{len(self.ends):06d}"
            self.seconds.append(self.duration())
            self.ends[name] = time.monotonic() + self.seconds[-1]
            return json.dumps({"id": name, "model": "seedance-2.0-mini", "status": "processing"}).encode()
        if path.startswith("/api/v1/tasks/"):
            return self._task(path.rpartition("/")[2])
        if path == "/_counts":
            late = [self.seen[n] - end for n, end in self.ends.items() if n in self.seen]
            counts = {"seconds": self.seconds, "polls": self.polls, "late": sum(late) / max(1, len(late))}
            return json.dumps(counts).encode()
        return b'{"balance": 1000000000}'

    def _task(self, name: str) -> bytes:
        self.polls += 1
        done = time.monotonic() >= self.ends[name]
        if done:
            self.seen.setdefault(name, time.monotonic())
        status = "completed" if done else "processing"
        output = {"video_urls": [f"http://127.0.0.1:{self.port}/clips/{name}.mp4"]} if done else None
        task = {"id": name, "model": "seedance-2.0-mini", "status": status, "output": output, "error": None}
        return json.dumps(task).encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                method, path, _ = line.decode().split(" ", 2)
                length = 0
                while (header := await reader.readline()) not in {b"\r\n", b""}:
                    name, _, value = header.partition(b":")
                    if name.lower() == b"content-length":
                        length = int(value)
                await reader.readexactly(length)
                if path.startswith("/clips/"):
                    await self._send_clip(writer, path)
                else:
                    body = self.answer(method, path)
                    writer.write(
                        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                        % len(body)
                    )
                    writer.write(body)
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _send_clip(self, writer: asyncio.StreamWriter, path: str) -> None:
        """Each clip differs in its first bytes of film, so that no two share a digest."""
        total = len(self.clip) + self.film
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: %d\r\n\r\n" % total)
        writer.write(self.clip + path.encode().ljust(16)[-16:])
        left = self.film - 16
        while left > 0:
            writer.write(bytes(min(left, 1 << 16)))
            await writer.drain()
            left -= 1 << 16


async def main() -> None:
    api = Api(float(sys.argv[1]), int(sys.argv[2]))
    server = await asyncio.start_server(api.serve, "127.0.0.1", 0, backlog=512)
    api.port = server.sockets[0].getsockname()[1]
    print(api.port, flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
