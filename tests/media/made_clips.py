"""Real clips, made here frame by frame: each frame is one colour that tells its number, so that any can be known again."""

import array
from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path

import av
from av.video.reformatter import Colorspace
from PIL import Image

RATE = 48000


def colour(number: int, shift: int = 0) -> tuple[int, int, int]:
    """The colour of frame `number`; clips of another `shift` look different."""
    return (30 + number * 2 % 200, (60 + shift) % 256, 200 - number * 2 % 180)


def write_clip(
    path: Path,
    *,
    frames: int = 25,
    size: tuple[int, int] = (160, 96),
    fps: int | Fraction = 24,
    sound: bool = False,
    shift: int = 0,
    options: Mapping[str, str] | None = None,
) -> Path:
    """An MP4 as the API gives them: H.264, yuv420p, AAC where it has sound."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with av.open(str(path), "w", format="mp4") as out:
        picture = out.add_stream(
            "libx264", rate=fps, options={"crf": "10", "preset": "ultrafast", **(options or {})}
        )
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        tone = out.add_stream("aac", rate=RATE, layout="mono") if sound else None
        large = size[1] > 576 or size[0] >= 1280  # untagged, in the colours that players take for granted
        colours = Colorspace.ITU709 if large else Colorspace.ITU601
        for number in range(frames):
            image = Image.new("RGB", size, colour(number, shift))
            frame = av.VideoFrame.from_image(image).reformat(format="yuv420p", dst_colorspace=colours)
            frame.pts, frame.time_base = number, 1 / Fraction(fps)
            out.mux(picture.encode(frame))
        out.mux(picture.encode(None))
        if tone is not None:
            out.mux([p for f in _tone(int(RATE * frames / fps)) for p in tone.encode(f)] + tone.encode(None))
    return path


def _tone(samples: int) -> Sequence[av.AudioFrame]:
    """A loud square wave, so that sound is told from silence."""
    frames = []
    for at in range(0, samples, 1024):
        frame = av.AudioFrame(format="fltp", layout="mono", samples=min(1024, samples - at))
        wave = array.array("f", (0.5 if (at + n) // 50 % 2 else -0.5 for n in range(frame.samples)))
        plane = frame.planes[0]
        plane.update(wave.tobytes().ljust(plane.buffer_size, b"\0"))
        frame.sample_rate, frame.pts, frame.time_base = RATE, at, Fraction(1, RATE)
        frames.append(frame)
    return frames
