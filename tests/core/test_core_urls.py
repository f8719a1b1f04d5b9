"""Public addresses, and every spelling of the others."""

import pytest

from seedance_make.core.urls import is_loopback, is_public_address, looks_like_url, url_flaw

OUTSIDE = "the API fetches media itself, from the open internet"
FORM = "write it as https://HOST/PATH"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/a.jpg",
        "HTTP://EXAMPLE.COM/A.JPG",
        "http://example.com",
        "https://example.com.:443/a?b=c#d",
        "https://8.8.8.8/a",
        "https://[2606:4700::1111]/a",
        "https://bücher.example/ü.jpg",
        "https://xn--bcher-kva.example/a",
        "https://a_b.s3.amazonaws.com/a%20b.jpg",
        "https://example.com:65535/",
        "https://localhost.example.com/",
        "https://127.0.0.1.example.com/",
        "https://example.com/@user/a.jpg",
        "https://example.com/?next=http://127.0.0.1/",
    ],
)
def test_public_addresses_pass(url: str) -> None:
    assert url_flaw(url) is None


THIS_MACHINE = [
    ("127.0.0.1", "127.0.0.1"),
    ("127.1", "127.0.0.1"),
    ("127.0.1", "127.0.0.1"),
    ("127.255.255.254", "127.255.255.254"),
    ("2130706433", "127.0.0.1"),
    ("0x7f000001", "127.0.0.1"),
    ("0x7F.1", "127.0.0.1"),
    ("0177.0.0.1", "127.0.0.1"),
    ("017700000001", "127.0.0.1"),
    ("127.0.0.1.", "127.0.0.1"),
    ("[::1]", "::1"),
    ("[0:0:0:0:0:0:0:1]", "::1"),
    ("[::ffff:127.0.0.1]", "127.0.0.1"),
    ("[::ffff:7f00:1]", "127.0.0.1"),
    ("localhost", "localhost"),
    ("LOCALHOST", "localhost"),
    ("localhost.", "localhost"),
    ("a.b.localhost", "a.b.localhost"),
    ("１２７.０.０.１", "127.0.0.1"),
    ("127。0。0。1", "127.0.0.1"),
    ("127．0．0．1", "127.0.0.1"),
    ("ｌｏｃａｌｈｏｓｔ", "localhost"),
    ("ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost"),
    ("local\u00adhost", "localhost"),
    ("local\u200bhost", "localhost"),
    ("lo\ufe0fcalhost", "localhost"),
]


@pytest.mark.parametrize(("host", "read"), THIS_MACHINE)
def test_every_spelling_of_this_machine_is_refused_unless_the_api_runs_here(host: str, read: str) -> None:
    assert url_flaw(f"http://{host}:8000/x") == (
        f"`{read}` is this machine, which the API cannot reach",
        OUTSIDE,
    )
    assert url_flaw(f"http://{host}:8000/x", loopback=True) is None


@pytest.mark.parametrize("host", [*(host for host, _ in THIS_MACHINE), "::1", "::ffff:127.0.0.1"])
def test_every_spelling_of_this_machine_is_loopback(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example", "10.0.0.1", "::", "[::1", "127.0.0.1.example"])
def test_other_hosts_are_not(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("10.1", "10.0.0.1"),
        ("172.16.0.1", "172.16.0.1"),
        ("192.168.1.1", "192.168.1.1"),
        ("0300.0250.1.1", "192.168.1.1"),
        ("3232235777", "192.168.1.1"),
        ("169.254.169.254", "169.254.169.254"),
        ("0xa9fea9fe", "169.254.169.254"),
        ("100.64.0.1", "100.64.0.1"),
        ("100.100.100.200", "100.100.100.200"),
        ("168.63.129.16", "168.63.129.16"),
        ("0.0.0.0", "0.0.0.0"),
        ("0", "0.0.0.0"),
        ("0x", "0.0.0.0"),
        ("224.0.0.1", "224.0.0.1"),
        ("255.255.255.255", "255.255.255.255"),
        ("[::]", "::"),
        ("[fe80::1]", "fe80::1"),
        ("[fec0::1]", "fec0::1"),
        ("[fd00:ec2::254]", "fd00:ec2::254"),
        ("[ff02::1]", "ff02::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[::ffff:10.0.0.1]", "10.0.0.1"),
        ("[::10.0.0.1]", "::a00:1"),
        ("[64:ff9b::10.0.0.1]", "64:ff9b::a00:1"),
        ("[64:ff9b:1::8.8.8.8]", "64:ff9b:1::808:808"),
        ("[2002:7f00:1::]", "2002:7f00:1::"),
        ("metadata.google.internal", "metadata.google.internal"),
        ("printer.local", "printer.local"),
        ("nas.home.arpa", "nas.home.arpa"),
    ],
)
@pytest.mark.parametrize("loopback", [False, True])
def test_private_addresses_are_refused_in_every_spelling(host: str, read: str, loopback: bool) -> None:
    said = (f"`{read}` is a private address, which the API cannot reach", OUTSIDE)
    assert url_flaw(f"https://{host}/x", loopback=loopback) == said


@pytest.mark.parametrize(
    ("url", "message", "way"),
    [
        ("data:image/png;base64,AA", "must be an http or https URL, not `data:`",
         "the API takes no data in place of an address: save it as a file and name its path"),
        ("file:///etc/passwd", "must be an http or https URL, not `file:`",
         "name a local file by its path, without `file:`"),
        ("FTP://example.com/a", "must be an http or https URL, not `ftp:`", OUTSIDE),
        ("s3://bucket/a", "must be an http or https URL, not `s3:`", OUTSIDE),
        ("https://", "the URL has no host", FORM),
        ("https:///a.jpg", "the URL has no host", FORM),
        ("https:example.com/a", "the URL has no host", FORM),
        ("https://:443/", "the URL has no host", FORM),
        ("https://?a", "the URL has no host", FORM),
        ("https://user@example.com/", "a URL must not carry a user name or password",
         "use an address that needs none, such as a signed link"),
        ("https://user:secret@example.com/", "a URL must not carry a user name or password",
         "use an address that needs none, such as a signed link"),
        ("https://example.com:80@127.0.0.1/", "a URL must not carry a user name or password",
         "use an address that needs none, such as a signed link"),
        *(
            (url, "a URL has no blanks, line breaks or backslashes", "write %20 for a blank and / for a backslash")
            for url in (
                "https://example.com/a b", " https://example.com/", "https://example.com/\n", "https://exam\tple.com/",
                "https://example.com/\u00a0", "https://example.com\\@127.0.0.1/", "https://example.com/\x00",
            )
        ),
        *(
            (f"https://example.com:{port}/", "the URL's port must be 1 to 65535",
             "leave it out where it is the usual one")
            for port in ("", "0", "65536", "99999999999", "-1", "+80", "8o", "٨٠", "80:80")
        ),
        *(
            (f"https://{host}/", "the URL's host is not valid", FORM)
            for host in (
                "a..b", ".example.com", "-a.com", "a-.com", "1.2.3.4.5", "256.1.1.1", "1.2.3.256", "08.1.1.1",
                "4294967296", "0xfffffffff", "1.2.3.0xg.5", "%31%32%37.0.0.1", "[::1", "[::g]", "[fe80::1%25eth0]",
                "[127.0.0.1]", "a" * 64, "ex!mple.com", "..", "é" * 64, "1" * 5000,
            )
        ),
    ],
)  # fmt: skip
def test_a_bad_url_is_named_without_being_quoted(url: str, message: str, way: str) -> None:
    assert url_flaw(url) == (message, way)


def test_a_path_is_no_url() -> None:
    assert [looks_like_url(text) for text in ("a.jpg", "C:\\a.jpg", "./a:b.jpg", "a/b:c", "//h/x", "")] == [
        False
    ] * 6
    assert [looks_like_url(text) for text in ("http:x", "data:,x", " https://e.com", "localhost:80/x")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("ip", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("64:ff9b::808:808", True),
        ("::ffff:8.8.8.8", True),
        ("127.0.0.1", False),
        ("::1", False),
        ("::ffff:127.0.0.1", False),
        ("fe80::1%eth0", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("239.255.255.250", False),
        ("0.0.0.0", False),
        ("198.18.0.1", False),
        ("", False),
        ("example.com", False),
        ("0x7f.1", False),
    ],
)
def test_the_downloader_can_ask_about_resolved_addresses(ip: str, public: bool) -> None:
    assert is_public_address(ip) is public
