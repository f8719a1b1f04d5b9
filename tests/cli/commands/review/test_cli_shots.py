"""`shots`: the shot list whole, in its forms."""

from cli_tools import Cli
from scripted_server import ScriptedServer

FILM = """\
version: 1
styles: {noir: Grainy.}
cast: {mara: {text: Mara}}
shots:
  act1/door: {prompt: "{{ cast.mara }} at a door.", style: noir, resolution: 480p, duration: 4, note: "=Hold | *for* @me"}
  wave: {prompt: A wave., resolution: 480p, duration: 6}
  out-of-it: {prompt: x, enabled: false}
"""

TEXT = """\
#  Shot       In           Out          Seconds  Cast  Style  State   Price  Note
1  act1/door  00:00:00:00  00:00:04:01        4  mara  noir   new    $0.181  =Hold | *for* @me
2  wave       00:00:04:01  00:00:10:02        6               new    $0.271

2 shots, 00:00:10:02. One take each: $0.000 paid, $0.452 to buy.
"""

MARKDOWN = """\
| # | Shot | In | Out | Seconds | Cast | Style | Note | State | Price |
| --: | --- | --- | --- | --: | --- | --- | --- | --- | --: |
| 1 | act1/door | 00:00:00:00 | 00:00:04:01 | 4 | mara | noir | =Hold \\| \\*for\\* @\u200bme | new | \\$0.181 |
| 2 | wave | 00:00:04:01 | 00:00:10:02 | 6 |  |  |  | new | \\$0.271 |
"""

CSV = (
    "#,Shot,In,Out,Seconds,Cast,Style,Note,State,Price\n"
    "1,act1/door,00:00:00:00,00:00:04:01,4,mara,noir,'=Hold | *for* @me,new,0.181\n"
    "2,wave,00:00:04:01,00:00:10:02,6,,,,new,0.271\n"
)


def test_the_three_forms(cli: Cli) -> None:
    cli.write(FILM)
    assert cli("shots").out == TEXT
    assert cli("shots", "--format", "md").out == MARKDOWN
    assert cli("shots", "--format", "csv").out.replace("\r\n", "\n") == CSV


def test_a_narrow_terminal_cuts_the_note_alone(cli: Cli) -> None:
    cli.write(FILM)
    cli.setenv("COLUMNS", "60")
    assert cli("shots").out.splitlines()[1].endswith("=Hold | *for* @me")
    cli.edit("=Hold | *for* @me", "Hold until the bell has rung for the third time.")
    assert cli("shots").out.splitlines()[1].endswith("  Hold until the bell…")


def test_as_json_with_what_was_paid(cli: Cli, server: ScriptedServer) -> None:
    cli.write(FILM)
    cli.build("wave")
    assert cli("shots", "--json", "wave").json == {
        "shots": [
            {
                "number": 1, "shot": "wave", "take": 1, "in": "00:00:00:00", "out": "00:00:00:13", "seconds": 6,
                "cast": [], "styles": [], "note": "", "state": "done", "credits": 271, "paid": True,
            }
        ]
    }  # fmt: skip
