"""The manifest as strangers write it, through the command: what is accepted, and that one mistake is said once."""

import json

import pytest
from cli_tools import Cli


def _said(cli: Cli, text: str) -> tuple[int, str]:
    cli.write(text)
    ran = cli("validate")
    return ran.status, ran.err


def _shot(body: str) -> str:
    return "version: 1\nshots:\n  a:\n" + "".join(f"    {line}\n" for line in body.splitlines())


@pytest.mark.parametrize("ensure_ascii", [True, False])
def test_json_is_yaml_with_every_character_that_json_can_write(cli: Cli, ensure_ascii: bool) -> None:
    prompt = "A kite 🪁🪁 over \\ud83d\\ude00 “Łódź” \ue001, 日本語 😀"
    cli.write(json.dumps({"version": 1, "shots": {"a": {"prompt": prompt}}}, ensure_ascii=ensure_ascii))
    ran = cli("plan", "--json")
    assert ran.status == 0, ran
    assert ran.json["actions"][0]["request"]["prompt"] == prompt


def test_pairs_move_no_column_and_are_text_where_nothing_is_escaped(cli: Cli) -> None:
    status, said = _said(cli, _shot('prompt: {a: "\\ud83d\\ude00", b: 1}'))
    assert status == 65
    assert said.startswith("storyboard.yaml:4:13: shots.a.prompt: must be text, not a mapping\n")
    cli.write(_shot("prompt: 'plain \\ud83d\\ude00'\nduration: 5"))
    assert cli("plan", "--json").json["actions"][0]["request"]["prompt"] == "plain \\ud83d\\ude00"
    cli.write(_shot('prompt: "odd \\\\\\ud83d\\ude00 even \\\\ud83d\\\\ude00"'))
    assert cli("plan", "--json").json["actions"][0]["request"]["prompt"] == "odd \\😀 even \\ud83d\\ude00"


@pytest.mark.parametrize("half", ["\\ud83d", "\\ude00", "\\ude00\\ud83d", "\\ud83d \\ude00"])
def test_half_of_a_pair_is_no_character(cli: Cli, half: str) -> None:
    assert _said(cli, _shot(f'prompt: "a{half}b"')) == (
        65,
        (
            "storyboard.yaml:4:13: shots.a.prompt: holds an escape that names no character, such as half of a surrogate pair\n"
            f'    4 |     prompt: "a{half}b"\n'
            "      |             ^\n"
            "   help: write the character itself\n"
        ),
    )


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("prompt: !wow", "yaml-tag"),
        ("prompt: &a", "yaml-anchor"),
        ("prompt: *a", "yaml-alias"),
        ("<<: {prompt: x}", "merge-key"),
        ("promt: A door.", "unknown-key"),
        ("prompt: 42", "wrong-type"),
        ('prompt: " "', "blank"),
    ],
)
def test_a_prompt_that_is_refused_is_not_missing_too(cli: Cli, body: str, name: str) -> None:
    cli.write(_shot(body))
    ran = cli("validate", "--json")
    assert (ran.status, [p["name"] for p in ran.json["problems"]]) in ((65, [name]), (65, ["needs-quotes"]))


def test_a_shot_that_is_an_alias_is_not_said_to_lack_a_prompt(cli: Cli) -> None:
    cli.write("version: 1\nshots:\n  a: &x {prompt: A door.}\n  b: *x\n")
    assert [p["name"] for p in cli("validate", "--json").json["problems"]] == ["yaml-anchor", "yaml-alias"]


def test_a_list_that_is_far_too_long_is_answered_without_a_look_at_each_file(cli: Cli) -> None:
    cli.write(_shot(f"prompt: x\nreference_images: [{', '.join(f'nope{n}.jpg' for n in range(3000))}]"))
    names = [p["name"] for p in cli("validate", "--json").json["problems"]]
    assert names == ["many-files", "too-many", *["no-such-file"] * 9]


def test_a_price_that_the_table_lacks_is_said_by_validate_too(cli: Cli) -> None:
    rates = "480p: {usd_per_second: 0.1, with_reference_video: 0.1}"
    cli.write(
        f"version: 1\nprices: {{as_of: 2026-01-01, seedance-2.0-mini: {{{rates}}}}}\n"
        "shots: {a: {prompt: x}, b: {prompt: y, resolution: 480p}, c: {prompt: z, enabled: false}}\n"
    )
    said = (
        "storyboard.yaml:3:9: shots.a: no price for seedance-2.0-mini at 720p\n"
        "    3 | shots: {a: {prompt: x}, b: {prompt: y, resolution: 480p}, c: {prompt: z, enabled: false}}\n"
        "      |         ^\n"
        "   help: prices: replaces the model's whole table: add 720p to it, or choose another\n"
    )
    for command in ("validate", "plan", "build"):
        ran = cli(command)
        assert (ran.status, ran.out, ran.err) == (65, "", said)


@pytest.mark.parametrize(
    ("body", "way"),
    [
        ("first_frame_url: {shot: b}", "a frame of another shot goes under `first_frame`"),
        ("reference_image_urls: [{shot: b}]", "a frame of another shot goes under `reference_images`"),
        (
            "reference_video_urls: [{shot: b}]",
            "name it by its URL or path: only an image can be a frame of another shot",
        ),
        ("duration: [5]", "write a whole number in digits"),
        ("aspect_ratio: 16:10", "did you mean `16:9`?"),
        ("aspect_ratio: 1080x1920", "did you mean `9:16`?"),
        ("aspect_ratio: 2", "choose one of them"),
        ("aspect_ratio: 0:0", "did you mean `1:1`?"),
    ],
)
def test_the_way_out(cli: Cli, body: str, way: str) -> None:
    cli.write(_shot(f"prompt: x\n{body}") + "  b: {prompt: y}\n")
    assert [p["help"] for p in cli("validate", "--json").json["problems"]] == [way]


def test_two_shots_that_ask_for_one_clip_are_told_unless_something_is_wrong(cli: Cli) -> None:
    text = "version: 1\nshots:\n  a: {prompt: A door.}\n  b: {prompt: A  door.}\n"
    warning = (
        "storyboard.yaml:4:3: warning: shots.b: asks for the same clip as `a` (storyboard.yaml:3)\n"
        "    4 |   b: {prompt: A  door.}\n"
        "      |   ^\n"
        "    3 |   a: {prompt: A door.}\n"
        "      |   -\n"
        "   help: it is bought once and used twice; for another clip change the prompt, or set `take: 2`\n"
    )
    assert _said(cli, text) == (0, warning)
    assert _said(cli, text.replace("b:", "b: {}\n  c:"))[1].count("same clip") == 0
    assert _said(cli, f"lint: {{ignore: [same-request]}}\n{text}") == (0, "")


@pytest.mark.parametrize("separator", ["\u2028", "\u2029"])
def test_a_line_separator_in_a_prompt_is_white_space(cli: Cli, separator: str) -> None:
    def asked(between: str) -> tuple[str, str]:
        cli.write(f"version: 1\nshots:\n  a:\n    prompt: A door{between}opens.{between}\n")
        ran = cli("plan", "--json")
        assert (ran.status, ran.err) == (0, "")
        (action,) = ran.json["actions"]
        return action["fingerprint"], action["request"]["prompt"]

    print_, prompt = asked(separator)
    assert prompt == f"A door{separator}opens."
    assert asked(" ") == (print_, "A door opens.")
