"""Each check with its verdict and its way out."""

from seedance_make.ui.doctor import Check, doctor_text


def test_doctor() -> None:
    checks = [
        Check(name="API key", good=True, text="from REAPI_API_KEY"),
        Check(name="store", good=False, text="/x is read-only\x1b[2J", help="set SEEDANCE_MAKE_HOME"),
        Check(name="keyring", good=None, text="not installed"),
    ]
    assert (
        doctor_text(checks, width=80, color=False)
        == """\
ok   API key  from REAPI_API_KEY
BAD  store    /x is read-only
              set SEEDANCE_MAKE_HOME
--   keyring  not installed

1 check to put right.
"""
    )
    assert doctor_text(checks[:1], width=80, color=False).endswith(
        "\nEverything that a build needs is there.\n"
    )
