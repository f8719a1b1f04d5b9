"""Names in texts: what is put in, what is told about those that mean nothing, and what a hostile text costs."""

import time

import pytest
from resolving import manifest, resolved, told

from seedance_make.core.storyboard.resolve import resolve_storyboard

WORLD = """
vars: {coat: " yellow oilskin ", year: 1923, wet: true, crew: {boat: the Skua, size: 5}}
styles: {noir: "Grainy {{ year }} film. ", soft: Soft light.}
cast:
  mara: {text: " Mara, grey braid, {{ coat }} "}
  ivo: {text: "Ivo, brother of {{cast.mara}}"}
shots:
"""


def prompt(fields: str, world: str = WORLD) -> str:
    board = resolved(f"{world}  a: {fields}\n")
    assert told(board) == []
    found = board.shots[0].prompt
    assert found
    return found


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ('{prompt: "{{ coat }}!"}', "yellow oilskin!"),
        ('{prompt: "{{coat}}{{  coat  }}"}', "yellow oilskinyellow oilskin"),
        (
            '{prompt: "In {{ year }}, wet: {{ wet }}, {{ crew.size }} on {{ crew.boat }}"}',
            "In 1923, wet: true, 5 on the Skua",
        ),
        ('{prompt: "{{ cast.mara }} waits"}', "Mara, grey braid, yellow oilskin waits"),
        ('{prompt: "{{ cast.ivo }} waits"}', "Ivo, brother of Mara, grey braid, yellow oilskin waits"),
        ('{prompt: "{{ styles.noir }} A door."}', "Grainy 1923 film. A door."),
        ('{prompt: "  A door.\\n\\n", style: noir}', "A door. Grainy 1923 film."),
        ('{prompt: "A door.", style: [soft, noir]}', "A door. Soft light. Grainy 1923 film."),
        ('{prompt: "A door.", style: [noir, soft]}', "A door. Grainy 1923 film. Soft light."),
        ("{style: noir}", "Grainy 1923 film."),
        (r'{prompt: "a \\{{ b }} c"}', "a {{ b }} c"),
        (r'{prompt: "\\{{ {{ year }} \\{{year}}"}', "{{ 1923 {{year}}"),
        ('{prompt: "a } b }} {c} {{ year }}}"}', "a } b }} {c} 1923}"),
        ('{prompt: "${HOME} $(date) %d {% if %} {# c #}"}', "${HOME} $(date) %d {% if %} {# c #}"),
        ('{prompt: "a  b\\n c"}', "a  b\n c"),
    ],
)
def test_names_are_put_in_and_nothing_else_is_special(fields: str, expected: str) -> None:
    assert prompt(fields) == expected


def test_a_value_that_looks_like_a_name_when_put_in_stays_text() -> None:
    world = "vars: {open: '\\{{ coat }}', coat: red}\nshots:\n"
    assert prompt("{prompt: '{{ open }}'}", world) == "{{ coat }}"


def test_defaults_are_texts_too() -> None:
    board = resolved(
        "vars: {w: fog}\nstyles: {s: Dark.}\ndefaults: {prompt: '{{ w }}', style: s}\nshots: {a: {}, b: {style: null}}"
    )
    assert [shot.prompt for shot in board.shots] == ["fog Dark.", "fog"]
    assert [shot.origins["prompt"].name for shot in board.shots] == ["storyboard.yaml:3", "storyboard.yaml:3"]


KNOWN = "there is `coat`, `year`, `wet`, `crew.boat`, `crew.size`, `styles.noir`, `styles.soft`, `cast.mara` and 3 more"
LITERALLY = r"write `\{{` for the two signs themselves"


@pytest.mark.parametrize(
    ("words", "name", "message"),
    [
        ("a {{ coot }} b", "coot", "nothing is named `coot` (did you mean `coat`?)"),
        ("{{ mara }}", "mara", "nothing is named `mara` (did you mean `cast.mara`?)"),
        ("{{ noir }}", "noir", "nothing is named `noir` (did you mean `styles.noir`?)"),
        ("{{ vars.coat }}", "vars.coat", "nothing is named `vars.coat` (did you mean `coat`?)"),
        ("{{ style.noir }}", "style.noir", "nothing is named `style.noir` (did you mean `styles.noir`?)"),
        ("{{cast.maar}}", "cast.maar", "nothing is named `cast.maar` (did you mean `cast.mara`?)"),
        (
            "{{ cast.maar.image }}",
            "cast.maar.image",
            "nothing is named `cast.maar.image` (did you mean `cast.mara.image`?)",
        ),
        ("{{ Coat }}", "Coat", "nothing is named `Coat` (did you mean `coat`?)"),
        ("{{ crew.boot }}", "crew.boot", "nothing is named `crew.boot` (did you mean `crew.boat`?)"),
        ("{{ crew }}", "crew", "`crew` is a group of names (name one of them: `crew.boat`, `crew.size`)"),
        ("{{ zzzzzzzz }}", "zzzzzzzz", f"nothing is named `zzzzzzzz` ({KNOWN})"),
        ("{{ b z z }}", "b z z", f"nothing is named `b z z` ({KNOWN})"),
        ("a {{ }} b", "{{", f"`{{{{ }}}}` names nothing (put a name in it, or {LITERALLY})"),
        ("a {{ coat", "{{", f"`{{{{` is not closed (close it with `}}}}`, or {LITERALLY})"),
        ("{{ {{ coat }} }}", "{{", f"`{{{{` is not closed (close it with `}}}}`, or {LITERALLY})"),
    ],
)
def test_a_name_without_meaning_is_told_where_it_stands(words: str, name: str, message: str) -> None:
    for before in ("", "coat {{ coat }} "):
        line = f'  a: {{prompt: "{before}{words}"}}'
        start = line.index(name, line.index(words)) + 1
        expected = f"8:{start}-{start + len(name)}: shots.a.prompt: {message}"
        assert told(resolved(f"{WORLD}{line}\n")) == [expected]


def test_each_of_several_mistakes_is_told() -> None:
    assert [
        line.split(": ")[0]
        for line in told(resolved(WORLD + '  a: {prompt: "{{ x }} {{x}} {{ coat }} {{ x }}"}'))
    ] == [
        "8:19-20",
        "8:26-27",
        "8:44-45",
    ]


def test_in_a_text_of_several_lines_the_place_is_the_name_s() -> None:
    text = "vars: {coat: c}\nshots:\n  a:\n    prompt: >-\n      one\n      {{ coot }}\n"
    assert told(resolved(text)) == ["6:10-14: shots.a.prompt: nothing is named `coot` (did you mean `coat`?)"]


def test_mistakes_in_named_texts_are_told_in_their_own_file_used_or_not() -> None:
    more = {
        "act1.yaml": "cast:\n  mara: {text: 'x {{ coot }}'}\nstyles:\n  s: a {{ nobody }}\nvars: {coat: c}\n"
    }
    board = resolved("shots: {a: {prompt: '{{ cast.mara }}'}}", more=more)
    assert [p.place.file for p in board.problems] == ["act1.yaml", "act1.yaml"]
    assert told(board) == [
        "2:22-26: cast.mara.text: nothing is named `coot` (did you mean `coat`?)",
        "4:11-17: styles.s: nothing is named `nobody` (there is `coat`, `styles.s`, `cast.mara`, `cast.mara.image`)",
    ]


def test_without_any_names_the_help_says_so() -> None:
    assert told(resolved("shots: {a: {prompt: '{{ x }}'}}")) == [
        "1:25-26: shots.a.prompt: nothing is named `x` (this storyboard has no `vars`, `styles` or `cast` yet)"
    ]


def test_rings_are_shown_whole_and_each_once() -> None:
    text = (
        "vars: {a: '{{ b }}', b: 'x {{ cast.m }}', self: '{{ self }}'}\n"
        "cast: {m: {text: '{{ styles.s }}'}}\nstyles: {s: '{{ a }} {{ b }}'}\n"
        "shots: {x: {prompt: '{{ a }} {{ self }}'}}"
    )
    assert told(resolved(text)) == [
        (
            "1:15-16: vars.a: `a` needs itself: a → b → cast.m → styles.s → a"
            " (take one of these names out of the text that holds it) [1:31] [2:22] [3:17]"
        ),
        "1:53-57: vars.self: `self` needs itself: self → self (take one of these names out of the text that holds it)",
    ]


def test_a_member_without_a_text_cannot_be_put_into_words() -> None:
    text = (
        "cast: {m: {reference_images: [https://example.com/a.png]}}\nshots: {a: {prompt: 'x {{ cast.m }}'}}"
    )
    assert told(resolved(text)) == [
        "2:27-33: shots.a.prompt: `cast.m` has no text (give it `text`, or cast it without words: `cast: [m]`)"
    ]


def test_a_prompt_that_comes_to_nothing_is_no_prompt() -> None:
    assert told(resolved("vars: {a: ''}\nshots: {x: {prompt: '{{ a }}'}}")) == [
        "2:9-10: shots.x: has no prompt, and no frame or reference either (add `prompt`, or `first_frame`)"
    ]


def test_texts_that_double_stop_at_a_bound() -> None:
    doubling = "".join(f"  v{n}: '{{{{ v{n + 1} }}}}{{{{ v{n + 1} }}}}'\n" for n in range(40))
    text = f"vars:\n{doubling}  v40: 0123456789\nshots: {{a: {{prompt: '{{{{ v0 }}}}'}}}}"
    (problem,) = told(resolved(text))
    assert problem == (
        "28:8-28: vars.v26: grows beyond 100,000 characters with its names put in"
        " (texts that hold each other twice double at each step: take some out)"
    )


def test_long_chains_and_many_names_cost_little() -> None:
    chain = "".join(f"  v{n}: '{{{{ v{n + 1} }}}}'\n" for n in range(5000))
    names = "{{ v5000 }}" * 5000 + "{{ nix }}" * 2000 + "{{" * 5000
    text = f"vars:\n{chain}  v5000: x\nshots: {{a: {{prompt: '{{{{ v0 }}}}'}}, b: {{prompt: '{names}'}}}}"
    source = manifest(text)
    start = time.perf_counter()
    board = resolve_storyboard(source)
    assert time.perf_counter() - start < 5
    assert board.shots[0].prompt == "x"
    assert len(board.problems) < 5100
