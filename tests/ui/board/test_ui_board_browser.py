"""The review page in a real browser: it opens from the disk, plays, filters, compares, chooses, and asks nobody."""

import time
from pathlib import Path
from typing import Any

import pytest
from browser import Opener, Seen
from made_clips import write_clip
from playwright.sync_api import expect

from seedance_make.media.posters import Poster, make_posters
from seedance_make.ui.board.data import BoardPage
from seedance_make.ui.board.page import board_html

HOSTILE = (
    "</template><script>hacked=1</script><img src=http://127.0.0.1:9/x onerror=hacked=1> "
    "<a href=javascript:hacked=1>x</a> \u202eevil {{ 7*7 }}"
)


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output tree with real clips and the page of five shots."""
    root = tmp_path_factory.mktemp("film") / "out of it #1"
    for n, name in enumerate(["door", "_takes/door/1", "_takes/door/3", "wave"]):
        write_clip(root / f"{name}.mp4", frames=97, size=(864, 496), sound=True, shift=60 * n)
    (root / "_board").mkdir()
    sources = {
        "door": "door.mp4",
        "door1": "_takes/door/1.mp4",
        "door3": "_takes/door/3.mp4",
        "wave": "wave.mp4",
    }
    make_posters(Poster(source=root / f, target=root / "_board" / f"{k}.jpg") for k, f in sources.items())
    write_page(root / "_board.html", shots())
    return root / "_board.html"


def write_page(path: Path, found: list[dict[str, Any]], title: str = "The Film") -> None:
    pick = ["seedance-make -C 'my film' pick", " --profile draft"]
    page = BoardPage(
        title=title, badges=("draft",), totals=(("Shots", "5"),), data={"pick": pick, "shots": found}
    )
    path.write_text(board_html(page), encoding="utf-8")


def clip(src: str, poster: str, **more: Any) -> dict[str, Any]:
    given = {"src": src, "poster": f"_board/{poster}.jpg", "source": "bought", "w": 864, "h": 496}
    return {**given, "fps": 24.0, "frames": 97, "sound": True, **more}


def take(k: int, state: str = "done", **more: Any) -> dict[str, Any]:
    return {"k": k, "state": state, "price": 181, **more}


def shot(n: int, name: str, *takes: dict[str, Any], **more: Any) -> dict[str, Any]:
    given = {
        "n": n,
        "name": name,
        "in": "00:00:00:00",
        "out": "00:00:04:01",
        "facts": ["text to video", "4 s"],
    }
    return {
        **given,
        "states": sorted({t["state"] for t in takes}),
        "takes": list(takes),
        "prompt": f"The {name}.",
        **more,
    }


def shots() -> list[dict[str, Any]]:
    return [
        shot(
            1, "act1/door",
            take(1, clip=clip("_takes/door/1.mp4", "door1"), charge=181),
            take(2, chosen=True, clip=clip("door.mp4", "door"), charge=200),
            take(3, clip=clip("_takes/door/3.mp4", "door3"), charge=181),
            tags=["hero"], cast=["mara"], styles=["noir"], note="Hold.",
        ),
        shot(
            2, "wave", take(1, "changed", chosen=True, clip=clip("wave.mp4", "wave", source="older"), why="changed: prompt"),
            diff=[[0, "A "], [1, "red"], [2, "blue"], [0, " boat."]], changed=["duration: 4 → 5"],
        ),
        shot(3, "boat", take(1, "new", chosen=True, clip=clip("wave.mp4", "wave", source="simulated"))),
        shot(4, "evil", take(1, "failed", chosen=True, why=HOSTILE), prompt=HOSTILE, note=HOSTILE, tags=[HOSTILE]),
        shot(5, "gone", take(1, chosen=True, clip=clip("gone.mp4", "none"))),
    ]  # fmt: skip


def test_it_opens_from_the_disk_with_every_shot_and_asks_nobody(opened: Opener, film: Path) -> None:
    seen = opened(film)
    page = seen.page
    expect(page.get_by_role("heading", level=1)).to_have_text("The Film")
    assert page.get_by_role("heading", level=2).all_inner_texts() == [
        "act1/door",
        "wave",
        "boat",
        "evil",
        "gone",
    ]
    seen.wait("document.querySelectorAll('.take').length === 7")
    seen.wait("[...document.images].slice(0, 5).every((i) => i.complete && i.naturalWidth === 640)")
    assert page.locator(".mark:not(:empty)").all_inner_texts() == ["BEFORE THE CHANGE", "SIMULATED"]
    assert page.locator(".take").nth(1).inner_text().split("\n")[:3] == [
        "Take 2 ★ chosen",
        "done",
        "$0.200 paid (price $0.181)",
    ]
    assert page.locator(".take.chosen").count() == 5
    assert (seen.requests, [f for f in seen.faults if "ERR_FILE_NOT_FOUND" not in f]) == ([], [])


def test_what_changed_is_marked_for_eyes_and_for_ears(opened: Opener, film: Path) -> None:
    row = opened(film).page.locator("#shot\\:wave")
    row.scroll_into_view_if_needed()
    assert (row.locator("del").text_content(), row.locator("ins").text_content()) == (
        "[gone: red]",
        "[new: blue]",
    )
    assert row.locator(".prompt").text_content() == "A [gone: red][new: blue] boat."
    assert row.locator(".changed li").all_inner_texts() == ["duration: 4 → 5"]


def test_hostile_words_stay_words(opened: Opener, film: Path) -> None:
    seen = opened(film)
    row = seen.page.locator("#shot\\:evil")
    row.scroll_into_view_if_needed()
    assert row.locator(".prompt").text_content() == HOSTILE
    assert row.locator("img, script, .prompt *").count() == 0
    assert seen.value("typeof hacked") == "undefined"
    assert seen.requests == []


def test_the_policy_refuses_what_somebody_slips_in(opened: Opener, film: Path) -> None:
    seen = opened(film)
    seen.value(
        """() => {
            document.body.insertAdjacentHTML("beforeend", "<img src='http://127.0.0.1:9/x.png' onerror='hacked=1'>");
            const script = document.createElement("script");
            script.textContent = "hacked = 1";
            document.body.append(script);
            fetch("http://127.0.0.1:9/").catch(() => {});
        }"""
    )
    seen.page.wait_for_timeout(200)
    assert seen.value("typeof hacked") == "undefined"
    assert [f for f in seen.faults if "Content Security Policy" in f] != []


def playing(seen: Seen) -> list[str]:
    """The sources of the videos that play in their rows."""
    found: list[str] = seen.value(
        "[...document.querySelectorAll('.frame video')].filter((v) => !v.paused).map((v) => v.getAttribute('src'))"
    )
    return found


def test_a_pointer_looks_at_a_clip_without_sound_and_a_click_plays_it(opened: Opener, film: Path) -> None:
    seen = opened(film)
    page = seen.page
    frame = page.locator("#shot\\:wave .frame")
    assert page.locator("#shots video").count() == 0  # nothing is loaded before it is wanted
    frame.hover()
    seen.wait("document.querySelector('.frame video')?.currentTime > 0.1")
    assert seen.value(
        "(() => { const v = document.querySelector('.frame video'); return [v.muted, v.controls, v.preload]; })()"
    ) == [True, False, "none"]
    page.mouse.move(5, 5)
    assert page.locator("#shots video").count() == 0
    frame.click()
    seen.wait("document.querySelector('.frame video')?.currentTime > 0.1")
    assert seen.value("document.querySelector('.frame video').muted") is False
    page.keyboard.press("Escape")
    assert page.locator("#shots video").count() == 0


def test_a_tap_plays(opened: Opener, film: Path) -> None:
    seen = opened(film, viewport={"width": 400, "height": 800}, has_touch=True, is_mobile=True)
    seen.page.locator("#shot\\:wave .frame").tap()
    seen.wait("document.querySelector('.frame video')?.currentTime > 0.1")
    assert seen.value("document.documentElement.scrollWidth <= 400")


def test_the_keyboard_plays_and_at_most_three_clips_are_decoded(opened: Opener, film: Path) -> None:
    seen = opened(film)
    for name in ("take 1 of act1/door", "take 2 of act1/door", "take 3 of act1/door", "take 1 of wave"):
        seen.page.get_by_role("button", name=f"Play {name}").press("Enter")
    seen.wait("[...document.querySelectorAll('.frame video')].filter((v) => v.currentTime > 0).length === 3")
    assert playing(seen) == ["door.mp4", "_takes/door/3.mp4", "wave.mp4"]


def test_a_clip_that_is_not_there_is_said(opened: Opener, film: Path) -> None:
    page = opened(film).page
    page.get_by_role("button", name="Play take 1 of gone").press("Enter")
    expect(page.locator("#shot\\:gone .mark")).to_have_text("file not there")


def names(seen: Seen) -> list[str]:
    found: list[str] = seen.value(
        "[...document.querySelectorAll('.shot:not([hidden])')].map((r) => r.dataset.shot)"
    )
    return found


def test_words_states_and_tags_narrow(opened: Opener, film: Path) -> None:
    seen = opened(film)
    page = seen.page
    page.keyboard.press("/")
    page.keyboard.type("MARA door")
    assert names(seen) == ["act1/door"]
    expect(page.locator("#count")).to_have_text("1 of 5 shots")
    page.get_by_label("Search").fill("")
    states = page.get_by_role("group", name="States")
    states.get_by_role("button", name="changed").click()
    states.get_by_role("button", name="new").click()
    assert names(seen) == ["wave", "boat"]
    page.get_by_label("Tag", exact=True).select_option("hero")
    assert names(seen) == []
    page.get_by_role("button", name="Show all").click()
    assert len(names(seen)) == 5
    states.get_by_role("button", name="several takes").click()
    assert names(seen) == ["act1/door"]


def test_choices_become_the_command_to_copy_and_outlive_a_reload(opened: Opener, film: Path) -> None:
    seen = opened(film, permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    tray = page.get_by_role("complementary", name="Your choices")
    expect(tray).to_be_hidden()
    choose = page.get_by_role("button", name="Choose take 3 of act1/door")
    choose.click()
    expect(choose).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#tray-command")).to_have_text(
        "seedance-make -C 'my film' pick act1/door 3 --profile draft"
    )
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert (
        seen.value("navigator.clipboard.readText()")
        == "seedance-make -C 'my film' pick act1/door 3 --profile draft"
    )
    page.reload()
    expect(page.locator("#tray-count")).to_have_text("1 choice")
    page.get_by_role("button", name="Choose take 2 of act1/door").click()  # which is the chosen one
    expect(tray).to_be_hidden()


def test_several_choices_are_one_command(opened: Opener, tmp_path: Path) -> None:
    two = [shot(n, name, take(1, chosen=True), take(2)) for n, name in ((1, "a"), (2, "b"))]
    write_page(tmp_path / "p.html", two)
    page = opened(tmp_path / "p.html").page
    page.get_by_role("button", name="Choose take 2 of b").click()
    page.get_by_role("button", name="Choose take 2 of a").click()
    expect(page.locator("#tray-command")).to_have_text(
        "seedance-make -C 'my film' pick a 2 b 2 --profile draft"
    )


COMPARE = "#compare=act1/door@2,act1/door@3"
FRAMES = "[pair.frame, Math.floor(pair.a.currentTime * 24), Math.floor(pair.b.currentTime * 24)]"


def compared(opened: Opener, film: Path, fragment: str = COMPARE) -> Seen:
    seen = opened(film, fragment)
    seen.wait("pair.a.readyState >= 2 && pair.b.readyState >= 2")
    return seen


def test_compare_stands_in_the_fragment_and_opens_from_it(opened: Opener, film: Path) -> None:
    seen = opened(film)
    page = seen.page
    page.get_by_role("button", name="Compare take 3 of act1/door").click()
    assert page.url.endswith(COMPARE)
    seen = compared(opened, film)
    page = seen.page
    assert [page.locator(f"#take-{s}").input_value() for s in "ab"] == ["act1/door@2", "act1/door@3"]
    assert page.locator("#stage figcaption").all_inner_texts() == [
        "A act1/door, take 2 · chosen · 864×496",
        "B act1/door, take 3 · 864×496",
    ]
    page.get_by_label("Take B").select_option("wave@1")
    assert page.url.endswith("#compare=act1/door@2,wave@1")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page).to_have_url(film.resolve().as_uri())  # set by an event that comes after


@pytest.mark.parametrize(
    "fragment", ["#compare=act1/door@9,wave@1", "#compare=nobody@1,wave@1", "#compare=x", "#compare=%", "#x"]
)
def test_a_fragment_of_nothing_opens_nothing(opened: Opener, film: Path, fragment: str) -> None:
    seen = opened(film, fragment)
    expect(seen.page.get_by_role("dialog")).to_be_hidden()
    assert len(names(seen)) == 5
    assert [f for f in seen.faults if "ERR_FILE_NOT_FOUND" not in f] == []


def test_a_shot_with_one_take_is_compared_with_the_shot_after_it(opened: Opener, film: Path) -> None:
    page = opened(film).page
    page.get_by_role("button", name="Compare take 1 of wave").click()
    assert page.url.endswith("#compare=wave@1,boat@1")


def test_what_the_store_has_is_not_called_unbuilt(opened: Opener, tmp_path: Path) -> None:
    write_page(
        tmp_path / "p.html", [shot(1, "a", take(1, chosen=True)), shot(2, "b", take(1, "new", chosen=True))]
    )
    page = opened(tmp_path / "p.html").page
    assert page.locator(".slate i").all_inner_texts() == [
        "bought: the next build brings it back",
        "not built yet",
    ]


def test_two_takes_play_in_step_and_come_together_again(opened: Opener, film: Path) -> None:
    """A busy machine drops frames and starts one clip before the other: what counts is that B is pulled back to A."""
    seen = compared(opened, film)
    within_a_frame = "Math.abs(pair.a.currentTime - pair.b.currentTime) * 24 <= 1"
    for behind in (0.05, -0.05, 0.5):  # seconds: two are pulled, one jumps
        seen.page.keyboard.press("Home")
        seen.page.keyboard.press("l")
        seen.wait(f"pair.rate === 1 && pair.frame > 3 && {within_a_frame}")
        seen.value(f"pair.b.currentTime += {behind}")
        seen.wait(f"!pair.b.seeking && {within_a_frame}")
        seen.page.keyboard.press("k")
        assert seen.value("pair.rate") == 0
        frame, a, b = seen.value(FRAMES)
        assert frame == a == b


def test_frames_offset_and_a_frame_by_its_number(opened: Opener, film: Path) -> None:
    seen = compared(opened, film)
    page = seen.page
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert seen.value(FRAMES) == [2, 2, 2]
    page.get_by_role("button", name="B one frame on").click()
    assert seen.value(FRAMES) == [2, 2, 3]
    page.keyboard.press("g")
    page.keyboard.type("50\n")
    assert seen.value(FRAMES) == [50, 50, 51]
    page.get_by_role("button", name="One frame back", exact=True).click()
    page.keyboard.press("[")
    page.keyboard.press("[")
    assert seen.value(FRAMES) == [49, 49, 48]
    expect(page.get_by_label("Offset of B", exact=True)).to_have_text("B −1 fr")
    page.keyboard.press("End")
    assert seen.value(FRAMES) == [96, 96, 95]
    expect(page.locator("#frames")).to_have_text("of 96 · 00:04:00")


def test_the_frame_that_is_shown_is_the_frame_that_was_asked_for(opened: Opener, film: Path) -> None:
    seen = compared(opened, film)
    seen.value(
        """() => {
            const look = (_, { mediaTime }) => {
                window.shown = Math.round(mediaTime * 24);
                pair.a.requestVideoFrameCallback(look);
            };
            pair.a.requestVideoFrameCallback(look);
        }"""
    )
    for number in (1, 41, 96, 7, 8):
        seen.value(f"pair.go({number})")
        seen.wait(f"window.shown === {number}")


def test_one_is_heard_and_the_other_is_not(opened: Opener, film: Path) -> None:
    seen = compared(opened, film)
    muted = "[pair.a.muted, pair.b.muted]"
    assert seen.value(muted) == [False, True]
    seen.page.get_by_role("button", name="Hear B").click()
    assert seen.value(muted) == [True, False]
    seen.page.keyboard.press("1")
    assert seen.value(muted) == [False, True]


def test_the_wipe_is_moved_by_pointer_and_keyboard(opened: Opener, film: Path) -> None:
    seen = compared(opened, film)
    page = seen.page
    page.keyboard.press("w")
    cut = "getComputedStyle(document.querySelector('#stage .side-b video')).clipPath"
    assert seen.value(cut) == "inset(0px 0px 0px 50%)"
    box = page.locator("#stage").bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 100)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 4, box["y"] + 100)
    page.mouse.up()
    assert seen.value(cut) == "inset(0px 0px 0px 25%)"
    page.get_by_label("Wipe: where").press("ArrowRight")
    assert seen.value(cut) == "inset(0px 0px 0px 25.1%)"
    both = "[...document.querySelectorAll('#stage video')].map((v) => { const b = v.getBoundingClientRect(); return [b.x, b.y, b.width]; })"
    first, second = seen.value(both)
    assert first == second


def test_backwards_faster_and_round_and_round(opened: Opener, film: Path) -> None:
    seen = compared(opened, film)
    page = seen.page
    page.keyboard.press("End")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#rate")).to_have_text("-2×")
    seen.wait("pair.frame < 60")
    page.keyboard.press("k")
    frame, a, b = seen.value(FRAMES)
    assert frame == a == b < 60
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("l")  # to the end, and again from the start
    seen.wait("pair.rate === 1 && pair.frame > 3 && pair.frame < 60")
    page.keyboard.press("o")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("l")
    seen.wait("pair.rate === 0")
    assert seen.value("pair.frame") == 96


def test_a_take_is_chosen_where_it_is_compared(opened: Opener, film: Path) -> None:
    page = compared(opened, film).page
    page.get_by_role("button", name="Choose B").click()
    expect(page.get_by_role("dialog").locator("#tray-command")).to_have_text(
        "seedance-make -C 'my film' pick act1/door 3 --profile draft"
    )


def test_light_dark_and_paper(opened: Opener, film: Path) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = opened(film).value(ground)
    seen = opened(film, color_scheme="dark")
    assert (light, seen.value(ground)) == ("rgb(244, 241, 234)", "rgb(18, 17, 16)")
    page = seen.page
    assert page.pdf(print_background=True)[:5] == b"%PDF-"
    page.emulate_media(media="print")
    assert seen.value("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator(".shot .take:visible").count() == 5  # each shot once, as it is chosen
    assert page.locator("search:visible, .acts:visible, .open:visible").count() == 0


def test_a_thousand_shots_are_small_and_quick(opened: Opener, tmp_path: Path) -> None:
    prompt = "Mara, sixty, grey braid, yellow oilskin, opens a salt-eaten door and listens for the bell. " * 4
    many = [
        shot(
            n, f"act{n // 100}/shot-{n:04}",
            *(take(k, chosen=k == 1, clip=clip(f"{n}.mp4", f"{n:064}"), charge=181, task=f"task_{n:032}") for k in (1, 2)),
            prompt=prompt, tags=["hero"], cast=["mara", "jonas"], styles=["noir"], note="Hold for the title.",
            diff=[[0, prompt], [1, "red"], [2, "blue"]] if n % 10 == 0 else None,
            media=[{"as": "image 1", "what": "cast/mara.png", "poster": f"_board/{n}.jpg"}],
        )
        for n in range(1, 1001)
    ]  # fmt: skip
    path = tmp_path / "many.html"
    write_page(path, [{k: v for k, v in s.items() if v is not None} for s in many])
    assert path.stat().st_size <= 3_000_000
    taken = []
    for _ in range(3):
        start = time.monotonic()
        seen = opened(path)
        expect(seen.page.locator("#count")).to_have_text("1000 shots")
        seen.wait("document.querySelector('.shot .take')")
        taken.append(time.monotonic() - start)
        assert 0 < seen.page.locator(".take").count() < 60
    assert min(taken) < 1.5
    start = time.monotonic()
    seen.page.get_by_label("Search").fill("shot-0999")
    assert names(seen) == ["act9/shot-0999"]
    seen.wait("document.querySelector('.shot:not([hidden]) .take')")
    assert time.monotonic() - start < 1.5
