"""`show` takes what every command takes that is about shots: names, patterns, selectors."""

from cli_tools import TWO, Cli

TAGGED = (
    TWO.replace("wave: {", "wave: {tags: [sea], takes: [1, 3], ") + "  off: {prompt: No., enabled: false}\n"
)


def shown(text: str) -> list[str]:
    """The names at the head of each page."""
    return [page.splitlines()[0] for page in text.split("\n\n\n")]


def test_a_pattern_a_selector_and_several_names_show_a_page_each(cli: Cli) -> None:
    cli.write(TAGGED)
    assert shown(cli("show", "*").out) == ["door", "wave"]
    assert shown(cli("show", "wave", "door").out) == ["door", "wave"]
    assert shown(cli("show", "-s", "tag:sea").out) == ["wave"]
    assert shown(cli("show", "wave@3", "wave@1", "do*").out) == ["door", "wave@3", "wave"]
    assert cli("show", "-s", "state:done").out == "No shots.\n"


def test_one_name_is_one_document_and_more_are_a_list(cli: Cli) -> None:
    cli.write(TAGGED)
    assert cli("show", "door", "--json").json["shot"] == "door"
    assert [s["take"] for s in cli("show", "wa*@3", "--json").json["shots"]] == [3]
    assert [s["shot"] for s in cli("show", "*", "--json").json["shots"]] == ["door", "wave"]
    assert cli("show", "-s", "state:done", "--json").json == {"shots": []}


def test_a_shot_that_another_needs_is_not_shown_with_it(cli: Cli) -> None:
    cli.write(TWO.replace("wave: {", "wave: {first_frame: {shot: door}, "))
    assert shown(cli("show", "w*").out) == ["wave"]


def test_what_cannot_be_shown_is_said(cli: Cli) -> None:
    cli.write(TAGGED)
    for args, message in (
        ((), "name the shots\n   help: by name or pattern, or with -s tag:NAME or state:STATE\n"),
        (("off",), "off is disabled (enabled: false)\n"),
        (("x*",), "no shot matches x*\n   help: the shots are: door, wave, off\n"),
        (("wave@2",), "wave has no take 2\n   help: its takes are: 1, 3\n"),
    ):
        ran = cli("show", *args)
        assert (ran.status, ran.out, ran.err) == (64, "", f"seedance-make: {message}")
