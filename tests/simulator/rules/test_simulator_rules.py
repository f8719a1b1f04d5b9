"""Every rule that the API document has for a request of its model."""

from typing import Any

import pytest
from simulator_tools import MODEL, ONLY, URL, body

from seedance_make.simulator.faults import ApiError
from seedance_make.simulator.rules.check_body import check_body
from seedance_make.simulator.rules.document import FIELDS
from seedance_make.simulator.rules.generation import Generation

URLS = [URL, "http://example.com/b.png"]


def read(value: Any, **kw: Any) -> Generation:
    found = check_body(value, ONLY, **kw)
    assert found
    return found


def refused(value: Any, **kw: Any) -> tuple[int, int | str, str]:
    with pytest.raises(ApiError) as caught:
        read(value, **kw)
    return caught.value.http, caught.value.fault.code, caught.value.fault.message


def test_defaults_are_the_documents() -> None:
    request = read({"model": MODEL, "prompt": "x"})
    assert (request.resolution, request.aspect_ratio, request.duration) == ("720p", "16:9", 5)
    assert (request.generate_audio, request.mode) == (False, "t2v")


def test_there_are_exactly_twelve_fields() -> None:
    assert len(FIELDS) == 12


@pytest.mark.parametrize(
    ("fields", "mode"),
    [
        ({}, "t2v"),
        ({"web_search": True, "nsfw_checker": False, "generate_audio": True}, "t2v"),
        ({"first_frame_url": URL}, "i2v"),
        ({"first_frame_url": URL, "prompt": ...}, "i2v"),
        ({"first_frame_url": URL, "last_frame_url": URL}, "i2v"),
        ({"reference_image_urls": URLS}, "r2v"),
        ({"reference_image_urls": URLS, "prompt": ...}, "r2v"),
        ({"reference_image_urls": [URL] * 9, "reference_video_urls": [URL] * 3}, "r2v"),
        ({"reference_video_urls": [URL]}, "r2v"),
        ({"reference_video_urls": [URL], "reference_audio_urls": [URL] * 3}, "r2v"),
        ({"first_frame_url": "http://127.0.0.1:8000/a.png"}, "i2v"),
        ({"first_frame_url": "http://localhost/a.png"}, "i2v"),
        ({"duration": 15, "aspect_ratio": "adaptive"}, "t2v"),
        ({"prompt": "é" * 5000}, "t2v"),
    ],
)
def test_modes_are_chosen_by_the_inputs(fields: dict[str, Any], mode: str) -> None:
    assert read(body(**fields)).mode == mode


@pytest.mark.parametrize("value", [None, [], "text", 5, True])
def test_a_body_that_is_no_object(value: Any) -> None:
    assert refused(value) == (400, "20001", "Request body must be a JSON object")


RATIOS = "16:9, 9:16, 1:1, 4:3, 3:4, 21:9, adaptive"


@pytest.mark.parametrize(
    ("fields", "code", "message"),
    [
        ({"model": ...}, "20002", "model is required"),
        ({"model": 5}, "20002", "model is required"),
        ({"model": "seedance-9"}, "20004", "model seedance-9 is not supported; use seedance-2.0-mini"),
        ({"seed": 1}, "20002", "unknown parameter: seed"),
        ({"Prompt": "x"}, "20002", "unknown parameter: Prompt"),
        ({"\x1b[2J": "x"}, "20002", "unknown parameter: ?[2J"),
        ({"prompt": ...}, "20002", "prompt is required for text-to-video"),
        ({"prompt": ""}, "20002", "prompt is required for text-to-video"),
        ({"prompt": " \n"}, "20002", "prompt is required for text-to-video"),
        ({"prompt": None}, "20002", "prompt must be a string"),
        ({"prompt": 42}, "20002", "prompt must be a string"),
        ({"duration": 3}, "20002", "duration must be an integer from 4 to 15"),
        ({"duration": 16}, "20002", "duration must be an integer from 4 to 15"),
        ({"duration": 5.0}, "20002", "duration must be an integer from 4 to 15"),
        ({"duration": "5"}, "20002", "duration must be an integer from 4 to 15"),
        ({"duration": True}, "20002", "duration must be an integer from 4 to 15"),
        ({"resolution": "1080p"}, "20002", "resolution must be one of: 480p, 720p"),
        ({"resolution": 720}, "20002", "resolution must be one of: 480p, 720p"),
        ({"aspect_ratio": "16x9"}, "20002", f"aspect_ratio must be one of: {RATIOS}"),
        ({"generate_audio": "yes"}, "20002", "generate_audio must be a boolean"),
        ({"web_search": 1}, "20002", "web_search must be a boolean"),
        ({"nsfw_checker": None}, "20002", "nsfw_checker must be a boolean"),
        ({"first_frame_url": ""}, "20002", "first_frame_url must be a public http(s) URL"),
        ({"first_frame_url": [URL]}, "20002", "first_frame_url must be a public http(s) URL"),
        (
            {"first_frame_url": "data:image/png;base64,AAAA"},
            "20002",
            "first_frame_url must be a public http(s) URL: must be an http or https URL, not `data:`",
        ),
        (
            {"first_frame_url": "/etc/passwd"},
            "20002",
            "first_frame_url must be a public http(s) URL: must be an http or https URL, not one without a scheme",
        ),
        (
            {"reference_image_urls": [URL, "https://u:p@example.com/"]},
            "20002",
            "reference_image_urls[1] must be a public http(s) URL: a URL must not carry a user name or password",
        ),
        (
            {"first_frame_url": "http://10.0.0.1/a.png"},
            "20002",
            "first_frame_url must be a public http(s) URL: `10.0.0.1` is a private address, which the API cannot reach",
        ),
        ({"reference_image_urls": URL}, "20002", "reference_image_urls must be a list of 1 to 9 URLs"),
        ({"reference_image_urls": []}, "20002", "reference_image_urls must be a list of 1 to 9 URLs"),
        ({"reference_image_urls": [URL] * 10}, "20002", "reference_image_urls must be a list of 1 to 9 URLs"),
        ({"reference_video_urls": [URL] * 4}, "20002", "reference_video_urls must be a list of 1 to 3 URLs"),
        ({"reference_audio_urls": [URL] * 4}, "20002", "reference_audio_urls must be a list of 1 to 3 URLs"),
        (
            {"reference_audio_urls": [URL]},
            "20002",
            "reference_audio_urls requires a reference image or video",
        ),
        ({"last_frame_url": URL}, "20002", "last_frame_url requires first_frame_url"),
        (
            {"first_frame_url": URL, "reference_image_urls": [URL]},
            "20002",
            "first_frame_url cannot be combined with reference_image_urls",
        ),
        (
            {"last_frame_url": URL, "reference_video_urls": [URL]},
            "20002",
            "last_frame_url cannot be combined with reference_video_urls",
        ),
        (
            {"reference_video_urls": [URL], "prompt": ...},
            "20002",
            "prompt is required without reference_image_urls",
        ),
    ],
)
def test_what_is_refused(fields: dict[str, Any], code: str, message: str) -> None:
    assert refused(body(**fields)) == (400, code, message)


@pytest.mark.parametrize("path", ["/films/mara.jpg", "C:\\films\\mara.jpg"])
def test_absolute_paths_pass_where_somebody_reads_them(path: str) -> None:
    assert read(body(first_frame_url=path), paths=True).first_frame == path
    assert refused(body(first_frame_url=path))[1] == "20002"
