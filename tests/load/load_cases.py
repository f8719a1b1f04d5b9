"""Storyboards as people write them by mistake, each with everything that is said about it. What is said is whole: a
change of words is a change of this table. An empty text means that the storyboard is accepted."""

_SHOT = "version: 1\nshots:\n  a:\n    prompt: A door.\n"

CASES: dict[str, tuple[str, str]] = {
    "accepted ratio 16:9": (
        _SHOT + "    aspect_ratio: 16:9\n",
        "",
    ),
    "accepted ratio 9:16": (
        _SHOT + "    aspect_ratio: 9:16\n",
        "",
    ),
    "accepted ratio 1:1": (
        _SHOT + "    aspect_ratio: 1:1\n",
        "",
    ),
    "accepted ratio 4:3": (
        _SHOT + "    aspect_ratio: 4:3\n",
        "",
    ),
    "accepted ratio 3:4": (
        _SHOT + "    aspect_ratio: 3:4\n",
        "",
    ),
    "accepted ratio 21:9": (
        _SHOT + "    aspect_ratio: 21:9\n",
        "",
    ),
    "accepted ratio adaptive": (
        _SHOT + "    aspect_ratio: adaptive\n",
        "",
    ),
    "accepted in a flow mapping": (
        "version: 1\nshots: {a: {prompt: A door., aspect_ratio: 16:9}}\n",
        "",
    ),
    "accepted duration 0x0A": (
        _SHOT + "    duration: 0x0A\n",
        "",
    ),
    "accepted duration 0o12": (
        _SHOT + "    duration: 0o12\n",
        "",
    ),
    "accepted duration 10": (
        _SHOT + "    duration: 10\n",
        "",
    ),
    "accepted duration null": (
        _SHOT + "    duration: null\n",
        "",
    ),
    "accepted duration ~": (
        _SHOT + "    duration: ~\n",
        "",
    ),
    "accepted shot name 007": (
        "version: 1\nshots:\n  007: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name off": (
        "version: 1\nshots:\n  off: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name 1.10": (
        "version: 1\nshots:\n  1.10: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name 2024-13-01": (
        "version: 1\nshots:\n  2024-13-01: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name no": (
        "version: 1\nshots:\n  no: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name null": (
        "version: 1\nshots:\n  null: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name 1:30": (
        "version: 1\nshots:\n  1:30: {prompt: A door.}\n",
        "",
    ),
    "accepted shot name 0x10": (
        "version: 1\nshots:\n  0x10: {prompt: A door.}\n",
        "",
    ),
    "duration 1:30": (
        _SHOT + "    duration: 1:30\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 1:30\n"
            "    5 |     duration: 1:30\n"
            "      |               ^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration 0:05": (
        _SHOT + "    duration: 0:05\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 0:05\n"
            "    5 |     duration: 0:05\n"
            "      |               ^^^^\n"
            "   help: write `duration: 5`"
        ),
    ),
    "duration 5s": (
        _SHOT + "    duration: 5s\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 5s\n"
            "    5 |     duration: 5s\n"
            "      |               ^^\n"
            "   help: write `duration: 5`"
        ),
    ),
    "duration 5.0": (
        _SHOT + "    duration: 5.0\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 5.0\n"
            "    5 |     duration: 5.0\n"
            "      |               ^^^\n"
            "   help: write `duration: 5`"
        ),
    ),
    "duration 1e1": (
        _SHOT + "    duration: 1e1\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 1e1\n"
            "    5 |     duration: 1e1\n"
            "      |               ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration true": (
        _SHOT + "    duration: true\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not true\n"
            "    5 |     duration: true\n"
            "      |               ^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration .nan": (
        _SHOT + "    duration: .nan\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not .nan\n"
            "    5 |     duration: .nan\n"
            "      |               ^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration -.inf": (
        _SHOT + "    duration: -.inf\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not -.inf\n"
            "    5 |     duration: -.inf\n"
            "      |               ^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration 3": (
        _SHOT + "    duration: 3\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be 4 to 15 seconds, not 3\n"
            "    5 |     duration: 3\n"
            "      |               ^\n"
            "   help: the API makes no shorter clip"
        ),
    ),
    "duration 16": (
        _SHOT + "    duration: 16\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be 4 to 15 seconds, not 16\n"
            "    5 |     duration: 16\n"
            "      |               ^^\n"
            "   help: 16 seconds are made by `doubao-seedance-2.5`, not by `seedance-2.0-mini`; what is longer takes several shots"
        ),
    ),
    "duration -5": (
        _SHOT + "    duration: -5\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be 4 to 15 seconds, not -5\n"
            "    5 |     duration: -5\n"
            "      |               ^^\n"
            "   help: the API makes no shorter clip"
        ),
    ),
    'duration "6"': (
        _SHOT + '    duration: "6"\n',
        (
            'storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not "6"\n'
            '    5 |     duration: "6"\n'
            "      |               ^^^\n"
            "   help: write `duration: 6`"
        ),
    ),
    "duration [5]": (
        _SHOT + "    duration: [5]\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number, not a list\n"
            "    5 |     duration: [5]\n"
            "      |               ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration {s: 5}": (
        _SHOT + "    duration: {s: 5}\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number, not a mapping\n"
            "    5 |     duration: {s: 5}\n"
            "      |               ^^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration five": (
        _SHOT + "    duration: five\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not five\n"
            "    5 |     duration: five\n"
            "      |               ^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration 1e999999999999999999999": (
        _SHOT + "    duration: 1e999999999999999999999\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 1e999999999999999999999\n"
            "    5 |     duration: 1e999999999999999999999\n"
            "      |               ^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "duration of 5,000 digits": (
        _SHOT + "    duration: " + "9" * 5000 + "\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be 4 to 15 seconds, not a number of 5,000 digits\n"
            "    5 |     duration: 999999999999999999999999999999999999999999999999999999999999999999999999999999999999…\n"
            "      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: what is longer takes several shots"
        ),
    ),
    "duration of 5,000 hex digits": (
        _SHOT + "    duration: 0x" + "f" * 5000 + "\n",
        (
            "storyboard.yaml:5:15: shots.a.duration: must be a whole number of seconds, 4 to 15, not 0xfffffffffffffffffffffffffffffffffffff…\n"
            "    5 |     duration: 0xffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff…\n"
            "      |               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "prompt 42": (
        "version: 1\nshots:\n  a:\n    prompt: 42\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not the number 42\n"
            "    4 |     prompt: 42\n"
            "      |             ^^\n"
            '   help: quote it: "42"'
        ),
    ),
    "prompt true": (
        "version: 1\nshots:\n  a:\n    prompt: true\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not true\n"
            "    4 |     prompt: true\n"
            "      |             ^^^^\n"
            '   help: quote it: "true"'
        ),
    ),
    "prompt 1.50": (
        "version: 1\nshots:\n  a:\n    prompt: 1.50\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not the number 1.50\n"
            "    4 |     prompt: 1.50\n"
            "      |             ^^^^\n"
            '   help: quote it: "1.50"'
        ),
    ),
    "prompt 0x1F": (
        "version: 1\nshots:\n  a:\n    prompt: 0x1F\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not the number 0x1F\n"
            "    4 |     prompt: 0x1F\n"
            "      |             ^^^^\n"
            '   help: quote it: "0x1F"'
        ),
    ),
    "prompt [a]": (
        "version: 1\nshots:\n  a:\n    prompt: [a]\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not a list\n"
            "    4 |     prompt: [a]\n"
            "      |             ^^^\n"
            "   help: write one text; one that spans lines begins with `>`"
        ),
    ),
    "prompt {a: b}": (
        "version: 1\nshots:\n  a:\n    prompt: {a: b}\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must be text, not a mapping\n"
            "    4 |     prompt: {a: b}\n"
            "      |             ^^^^^^\n"
            "   help: write one text; one that spans lines begins with `>`"
        ),
    ),
    'prompt ""': (
        'version: 1\nshots:\n  a:\n    prompt: ""\n',
        (
            "storyboard.yaml:4:13: shots.a.prompt: must not be blank\n"
            '    4 |     prompt: ""\n'
            "      |             ^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    'prompt "  "': (
        'version: 1\nshots:\n  a:\n    prompt: "  "\n',
        (
            "storyboard.yaml:4:13: shots.a.prompt: must not be blank\n"
            '    4 |     prompt: "  "\n'
            "      |             ^^^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    "prompt |\n": (
        "version: 1\nshots:\n  a:\n    prompt: |\n\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: must not be blank\n"
            "    4 |     prompt: |\n"
            "      |             ^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    'generate_audio "yes"': (
        _SHOT + '    generate_audio: "yes"\n',
        (
            'storyboard.yaml:5:21: shots.a.generate_audio: must be true or false, not "yes"\n'
            '    5 |     generate_audio: "yes"\n'
            "      |                     ^^^^^\n"
            "   help: write `generate_audio: true`"
        ),
    ),
    "nsfw_checker NO": (
        _SHOT + "    nsfw_checker: NO\n",
        (
            "storyboard.yaml:5:19: shots.a.nsfw_checker: must be true or false, not NO\n"
            "    5 |     nsfw_checker: NO\n"
            "      |                   ^^\n"
            "   help: write `nsfw_checker: false`"
        ),
    ),
    "nsfw_checker off": (
        _SHOT + "    nsfw_checker: off\n",
        (
            "storyboard.yaml:5:19: shots.a.nsfw_checker: must be true or false, not off\n"
            "    5 |     nsfw_checker: off\n"
            "      |                   ^^^\n"
            "   help: write `nsfw_checker: false`"
        ),
    ),
    "nsfw_checker 1": (
        _SHOT + "    nsfw_checker: 1\n",
        (
            "storyboard.yaml:5:19: shots.a.nsfw_checker: must be true or false, not the number 1\n"
            "    5 |     nsfw_checker: 1\n"
            "      |                   ^\n"
            "   help: write `nsfw_checker: true`"
        ),
    ),
    'nsfw_checker "true"': (
        _SHOT + '    nsfw_checker: "true"\n',
        (
            'storyboard.yaml:5:19: shots.a.nsfw_checker: must be true or false, not "true"\n'
            '    5 |     nsfw_checker: "true"\n'
            "      |                   ^^^^^^\n"
            "   help: write `nsfw_checker: true`"
        ),
    ),
    "nsfw_checker maybe": (
        _SHOT + "    nsfw_checker: maybe\n",
        (
            "storyboard.yaml:5:19: shots.a.nsfw_checker: must be true or false, not maybe\n"
            "    5 |     nsfw_checker: maybe\n"
            "      |                   ^^^^^\n"
            "   help: write `true` or `false`"
        ),
    ),
    "prompt text shot #3 of cat": (
        "version: 1\nshots:\n  a:\n    prompt: shot #3 of cat\n",
        (
            "storyboard.yaml:4:18: warning: shots.a.prompt: `#3 of cat` is read as a comment, not as part of the text\n"
            "    4 |     prompt: shot #3 of cat\n"
            "      |                  ^^^^^^^^^\n"
            "   help: quote the whole text; of a comment, write a blank after its #"
        ),
    ),
    "prompt text #3 cat": (
        "version: 1\nshots:\n  a:\n    prompt: #3 cat\n",
        (
            "storyboard.yaml:4:13: warning: shots.a.prompt: `#3 cat` is read as a comment, not as part of the text\n"
            "    4 |     prompt: #3 cat\n"
            "      |             ^^^^^^\n"
            "   help: quote the whole text; of a comment, write a blank after its #"
        ),
    ),
    "prompt text *bold*": (
        "version: 1\nshots:\n  a:\n    prompt: *bold*\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with * needs quotes: unquoted, it is read as an alias\n"
            "    4 |     prompt: *bold*\n"
            "      |             ^^^^^^\n"
            '   help: write "*bold*"'
        ),
    ),
    "prompt text *bold* words": (
        "version: 1\nshots:\n  a:\n    prompt: *bold* words\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with * needs quotes: unquoted, it is read as an alias\n"
            "    4 |     prompt: *bold* words\n"
            "      |             ^^^^^^^^^^^^\n"
            '   help: write "*bold* words"'
        ),
    ),
    "prompt text *bold": (
        "version: 1\nshots:\n  a:\n    prompt: *bold\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `*bold` is a YAML alias: aliases are not read\n"
            "    4 |     prompt: *bold\n"
            "      |             ^^^^^\n"
            '   help: text that begins with * needs quotes: "*bold …"; else write the value out'
        ),
    ),
    "prompt text @x": (
        "version: 1\nshots:\n  a:\n    prompt: @x\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with @ needs quotes: unquoted, it means nothing in YAML\n"
            "    4 |     prompt: @x\n"
            "      |             ^^\n"
            '   help: write "@x"'
        ),
    ),
    "prompt text %x": (
        "version: 1\nshots:\n  a:\n    prompt: %x\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with % needs quotes: unquoted, it means nothing here in YAML\n"
            "    4 |     prompt: %x\n"
            "      |             ^^\n"
            '   help: write "%x"'
        ),
    ),
    "prompt text !wow": (
        "version: 1\nshots:\n  a:\n    prompt: !wow\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `!wow` is a YAML tag: tags are not read\n"
            "    4 |     prompt: !wow\n"
            "      |             ^^^^\n"
            '   help: text that begins with ! needs quotes: "!wow …"'
        ),
    ),
    "prompt text !wow x": (
        "version: 1\nshots:\n  a:\n    prompt: !wow x\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `!wow` is a YAML tag: tags are not read\n"
            "    4 |     prompt: !wow x\n"
            "      |             ^^^^^^\n"
            '   help: text that begins with ! needs quotes: "!wow …"'
        ),
    ),
    "prompt text &x y": (
        "version: 1\nshots:\n  a:\n    prompt: &x y\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `&x` is a YAML anchor: anchors are not read\n"
            "    4 |     prompt: &x y\n"
            "      |             ^^^^\n"
            "   help: text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`"
        ),
    ),
    "prompt text `x`": (
        "version: 1\nshots:\n  a:\n    prompt: `x`\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with ` needs quotes: unquoted, it means nothing in YAML\n"
            "    4 |     prompt: `x`\n"
            "      |             ^^^\n"
            '   help: write "`x`"'
        ),
    ),
    "prompt text A sign: open": (
        "version: 1\nshots:\n  a:\n    prompt: A sign: open\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text with a colon and a blank in it needs quotes: unquoted, it begins a mapping\n"
            "    4 |     prompt: A sign: open\n"
            "      |             ^^^^^^^^^^^^\n"
            '   help: write "A sign: open"'
        ),
    ),
    "prompt text {{ cast.mara }} opens a door": (
        "version: 1\nshots:\n  a:\n    prompt: {{ cast.mara }} opens a door\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with {{ needs quotes: unquoted, it opens a mapping\n"
            "    4 |     prompt: {{ cast.mara }} opens a door\n"
            "      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            '   help: write "{{ cast.mara }} opens a door"'
        ),
    ),
    "prompt text {{ cast.mara }}": (
        "version: 1\nshots:\n  a:\n    prompt: {{ cast.mara }}\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with {{ needs quotes: unquoted, it opens a mapping\n"
            "    4 |     prompt: {{ cast.mara }}\n"
            "      |             ^^^^^^^^^^^^^^^\n"
            '   help: write "{{ cast.mara }}"'
        ),
    ),
    "prompt text [wide] a door": (
        "version: 1\nshots:\n  a:\n    prompt: [wide] a door\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with [ needs quotes: unquoted, it opens a list\n"
            "    4 |     prompt: [wide] a door\n"
            "      |             ^^^^^^^^^^^^^\n"
            '   help: write "[wide] a door"'
        ),
    ),
    "prompt text - a door": (
        "version: 1\nshots:\n  a:\n    prompt: - a door\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with - needs quotes: unquoted, it begins an entry of a list\n"
            "    4 |     prompt: - a door\n"
            "      |             ^^^^^^^^\n"
            '   help: write "- a door"'
        ),
    ),
    "prompt text > a door": (
        "version: 1\nshots:\n  a:\n    prompt: > a door\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with > needs quotes: unquoted, it announces lines that follow\n"
            "    4 |     prompt: > a door\n"
            "      |             ^^^^^^^^\n"
            '   help: write "> a door"'
        ),
    ),
    "prompt text | a door": (
        "version: 1\nshots:\n  a:\n    prompt: | a door\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with | needs quotes: unquoted, it announces lines that follow\n"
            "    4 |     prompt: | a door\n"
            "      |             ^^^^^^^^\n"
            '   help: write "| a door"'
        ),
    ),
    "prompt text 'it's'": (
        "version: 1\nshots:\n  a:\n    prompt: 'it's'\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: more text follows after the closing '\n"
            "    4 |     prompt: 'it's'\n"
            "      |             ^^^^^^\n"
            '   help: write "it\'s"'
        ),
    ),
    'prompt text "so" he said': (
        'version: 1\nshots:\n  a:\n    prompt: "so" he said\n',
        (
            'storyboard.yaml:4:13: shots.a.prompt: more text follows after the closing "\n'
            '    4 |     prompt: "so" he said\n'
            "      |             ^^^^^^^^^^^^\n"
            '   help: write "\\"so\\" he said"'
        ),
    ),
    'prompt text "so he said': (
        'version: 1\nshots:\n  a:\n    prompt: "so he said\n',
        (
            "storyboard.yaml:4:13: shots.a.prompt: this quote is never closed\n"
            '    4 |     prompt: "so he said\n'
            "      |             ^\n"
            "   help: close it"
        ),
    ),
    "prompt text {a door} opens": (
        "version: 1\nshots:\n  a:\n    prompt: {a door} opens\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with { needs quotes: unquoted, it opens a mapping\n"
            "    4 |     prompt: {a door} opens\n"
            "      |             ^^^^^^^^^^^^^^\n"
            '   help: write "{a door} opens"'
        ),
    ),
    "prompt text a door # a comment": (
        "version: 1\nshots:\n  a:\n    prompt: a door # a comment\n",
        "",
    ),
    "prompt with a colon on its second line": (
        "version: 1\nshots:\n  a:\n    prompt: A wave lifts\n      the boat: slowly\n",
        (
            "storyboard.yaml:5:15: shots.a: this colon comes after no key\n"
            "    5 |       the boat: slowly\n"
            "      |               ^\n"
            "   help: quote the text that holds `: `, or indent the key like its neighbours"
        ),
    ),
    "several at once": (
        "version: 1\nshots:\n  a:\n    prompt: *bold*\n    note: @x\n      goes on\n  b:\n    prompt: A sign: open\n    duration: 16\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: text that begins with * needs quotes: unquoted, it is read as an alias\n"
            "    4 |     prompt: *bold*\n"
            "      |             ^^^^^^\n"
            '   help: write "*bold*"\n'
            "storyboard.yaml:5:11: shots.a.note: text that begins with @ needs quotes: unquoted, it means nothing in YAML\n"
            "    5 |     note: @x\n"
            "      |           ^^\n"
            '   help: write "@x"\n'
            "storyboard.yaml:8:13: shots.b.prompt: text with a colon and a blank in it needs quotes: unquoted, it begins a mapping\n"
            "    8 |     prompt: A sign: open\n"
            "      |             ^^^^^^^^^^^^\n"
            '   help: write "A sign: open"\n'
            "storyboard.yaml:9:15: shots.b.duration: must be 4 to 15 seconds, not 16\n"
            "    9 |     duration: 16\n"
            "      |               ^^\n"
            "   help: 16 seconds are made by `doubao-seedance-2.5`, not by `seedance-2.0-mini`; what is longer takes several shots"
        ),
    ),
    "leading braces in a flow mapping": (
        "version: 1\nshots: {a: {prompt: {{ x }} opens, duration: 5}}\n",
        (
            "storyboard.yaml:2:21: shots.a.prompt: text that begins with {{ needs quotes: unquoted, it opens a mapping\n"
            "    2 | shots: {a: {prompt: {{ x }} opens, duration: 5}}\n"
            "      |                     ^^^^^^^^^^^^^\n"
            '   help: write "{{ x }} opens"'
        ),
    ),
    "several in flow mappings": (
        "version: 1\nshots:\n  a: {prompt: {{ x }} opens, duration: 16}\n  b: {prompt: @x, note: *b*}\n",
        (
            "storyboard.yaml:3:15: shots.a.prompt: text that begins with {{ needs quotes: unquoted, it opens a mapping\n"
            "    3 |   a: {prompt: {{ x }} opens, duration: 16}\n"
            "      |               ^^^^^^^^^^^^^\n"
            '   help: write "{{ x }} opens"\n'
            "storyboard.yaml:3:40: shots.a.duration: must be 4 to 15 seconds, not 16\n"
            "    3 |   a: {prompt: {{ x }} opens, duration: 16}\n"
            "      |                                        ^^\n"
            "   help: 16 seconds are made by `doubao-seedance-2.5`, not by `seedance-2.0-mini`; what is longer takes several shots\n"
            "storyboard.yaml:4:15: shots.b.prompt: text that begins with @ needs quotes: unquoted, it means nothing in YAML\n"
            "    4 |   b: {prompt: @x, note: *b*}\n"
            "      |               ^^\n"
            '   help: write "@x"\n'
            "storyboard.yaml:4:25: shots.b.note: text that begins with * needs quotes: unquoted, it is read as an alias\n"
            "    4 |   b: {prompt: @x, note: *b*}\n"
            "      |                         ^^^\n"
            '   help: write "*b*"'
        ),
    ),
    "at in a flow mapping": (
        "version: 1\nshots: {a: {prompt: @x, duration: 5}}\n",
        (
            "storyboard.yaml:2:21: shots.a.prompt: text that begins with @ needs quotes: unquoted, it means nothing in YAML\n"
            "    2 | shots: {a: {prompt: @x, duration: 5}}\n"
            "      |                     ^^\n"
            '   help: write "@x"'
        ),
    ),
    "raw ESC": (
        "version: 1\nshots:\n  a:\n    prompt: A \x1b door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+001B (escape), which cannot be seen\n"
            "    4 |     prompt: A ␛ door\n"
            "      |               ^\n"
            "   help: remove it"
        ),
    ),
    "raw NUL": (
        "version: 1\nshots:\n  a:\n    prompt: A \x00 door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+0000 (NUL), which cannot be seen\n"
            "    4 |     prompt: A ␀ door\n"
            "      |               ^\n"
            "   help: remove it"
        ),
    ),
    "raw right-to-left override": (
        "version: 1\nshots:\n  a:\n    prompt: A \u202e door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+202E (turns the direction of writing), which cannot be seen\n"
            "    4 |     prompt: A <U+202E> door\n"
            "      |               ^^^^^^^^\n"
            "   help: remove it"
        ),
    ),
    "raw isolate": (
        "version: 1\nshots:\n  a:\n    prompt: A \u2066 door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+2066 (turns the direction of writing), which cannot be seen\n"
            "    4 |     prompt: A <U+2066> door\n"
            "      |               ^^^^^^^^\n"
            "   help: remove it"
        ),
    ),
    "raw C1": (
        "version: 1\nshots:\n  a:\n    prompt: A \x85 door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+0085 (control character), which cannot be seen\n"
            "    4 |     prompt: A <U+0085> door\n"
            "      |               ^^^^^^^^\n"
            "   help: remove it"
        ),
    ),
    "raw line separator": (
        "version: 1\nshots:\n  a:\n    prompt: A \u2028 door\n",
        "",
    ),
    "raw delete": (
        "version: 1\nshots:\n  a:\n    prompt: A \x7f door\n",
        (
            "storyboard.yaml:4:15: shots.a.prompt: holds the character U+007F (delete), which cannot be seen\n"
            "    4 |     prompt: A ␡ door\n"
            "      |               ^\n"
            "   help: remove it"
        ),
    ),
    "escaped \\e": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\e door"\n',
        (
            "storyboard.yaml:4:16: shots.a.prompt: holds the character U+001B (escape), which cannot be seen\n"
            '    4 |     prompt: "A \\e door"\n'
            "      |                ^^\n"
            "   help: remove it"
        ),
    ),
    "escaped \\0": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\0 door"\n',
        (
            "storyboard.yaml:4:16: shots.a.prompt: holds the character U+0000 (NUL), which cannot be seen\n"
            '    4 |     prompt: "A \\0 door"\n'
            "      |                ^^\n"
            "   help: remove it"
        ),
    ),
    "escaped \\u202e": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\u202e door"\n',
        (
            "storyboard.yaml:4:16: shots.a.prompt: holds the character U+202E (turns the direction of writing), which cannot be seen\n"
            '    4 |     prompt: "A \\u202e door"\n'
            "      |                ^^^^^^\n"
            "   help: remove it"
        ),
    ),
    "escaped \\ud800": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\ud800 door"\n',
        (
            "storyboard.yaml:4:13: shots.a.prompt: holds an escape that names no character, such as half of a surrogate pair\n"
            '    4 |     prompt: "A \\ud800 door"\n'
            "      |             ^\n"
            "   help: write the character itself"
        ),
    ),
    "escaped \\x7f": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\x7f door"\n',
        (
            "storyboard.yaml:4:16: shots.a.prompt: holds the character U+007F (delete), which cannot be seen\n"
            '    4 |     prompt: "A \\x7f door"\n'
            "      |                ^^^^\n"
            "   help: remove it"
        ),
    ),
    "escaped \\L": (
        'version: 1\nshots:\n  a:\n    prompt: "A \\L door"\n',
        "",
    ),
    "ESC in a comment": (
        _SHOT + "# \x1b[31m red\n",
        (
            "storyboard.yaml:5:3: holds the character U+001B (escape), which cannot be seen\n"
            "    5 | # ␛[31m red\n"
            "      |   ^\n"
            "   help: remove it"
        ),
    ),
    "ESC in a key": (
        _SHOT + '"\\e": 1\n',
        (
            "storyboard.yaml:5:1: ␛: holds the character U+001B (escape), which cannot be seen\n"
            '    5 | "\\e": 1\n'
            "      | ^^^^\n"
            "   help: remove it"
        ),
    ),
    "bidi in a comment": (
        _SHOT + "    # \u202e hidden\n",
        (
            "storyboard.yaml:5:7: holds the character U+202E (turns the direction of writing), which cannot be seen\n"
            "    5 |     # <U+202E> hidden\n"
            "      |       ^^^^^^^^\n"
            "   help: remove it"
        ),
    ),
    "same shot twice": (
        _SHOT + "  b: {prompt: b}\n  a: {prompt: c}\n",
        (
            "storyboard.yaml:6:3: shots.a: is a second `a`; the first is at line 3\n"
            "    6 |   a: {prompt: c}\n"
            "      |   ^\n"
            "    3 |   a:\n"
            "      |   -\n"
            "   help: remove one of them, or give it another name"
        ),
    ),
    "same key twice in a shot": (
        _SHOT + "    prompt: B\n",
        (
            "storyboard.yaml:5:5: shots.a.prompt: is a second `prompt`; the first is at line 4\n"
            "    5 |     prompt: B\n"
            "      |     ^^^^^^\n"
            "    4 |     prompt: A door.\n"
            "      |     ------\n"
            "   help: remove one of them, or give it another name"
        ),
    ),
    "same key twice in a flow mapping": (
        _SHOT + "vars: {x: a, y: b, x: c}\n",
        (
            "storyboard.yaml:5:20: vars.x: is a second `x`; the first is at line 5\n"
            "    5 | vars: {x: a, y: b, x: c}\n"
            "      |                    ^\n"
            "    5 | vars: {x: a, y: b, x: c}\n"
            "      |        -\n"
            "   help: remove one of them, or give it another name"
        ),
    ),
    "same top key twice": (
        _SHOT + "version: 1\n",
        (
            "storyboard.yaml:5:1: version: is a second `version`; the first is at line 1\n"
            "    5 | version: 1\n"
            "      | ^^^^^^^\n"
            "    1 | version: 1\n"
            "      | -------\n"
            "   help: remove one of them, or give it another name"
        ),
    ),
    "unknown key resoluton: 720p": (
        _SHOT + "    resoluton: 720p\n",
        (
            "storyboard.yaml:5:5: shots.a.resoluton: is not a field of a shot\n"
            "    5 |     resoluton: 720p\n"
            "      |     ^^^^^^^^^\n"
            "   help: did you mean `resolution`?"
        ),
    ),
    "unknown key aspect-ratio: 1:1": (
        _SHOT + "    aspect-ratio: 1:1\n",
        (
            "storyboard.yaml:5:5: shots.a.aspect-ratio: is not a field of a shot\n"
            "    5 |     aspect-ratio: 1:1\n"
            "      |     ^^^^^^^^^^^^\n"
            "   help: did you mean `aspect_ratio`?"
        ),
    ),
    "unknown key promt: x": (
        _SHOT + "    promt: x\n",
        (
            "storyboard.yaml:5:5: shots.a.promt: is not a field of a shot\n"
            "    5 |     promt: x\n"
            "      |     ^^^^^\n"
            "   help: did you mean `prompt`?"
        ),
    ),
    "unknown key firstframe: a.jpg": (
        _SHOT + "    firstframe: a.jpg\n",
        (
            "storyboard.yaml:5:5: shots.a.firstframe: is not a field of a shot\n"
            "    5 |     firstframe: a.jpg\n"
            "      |     ^^^^^^^^^^\n"
            "   help: did you mean `first_frame`?"
        ),
    ),
    "unknown key xyzzy: 1": (
        _SHOT + "    xyzzy: 1\n",
        (
            "storyboard.yaml:5:5: shots.a.xyzzy: is not a field of a shot\n"
            "    5 |     xyzzy: 1\n"
            "      |     ^^^^^\n"
            "   help: there is `prompt`, `first_frame`, `last_frame`, `reference_images`, `reference_videos`, `reference_audios`, `generate_audio`, `resolution`, `aspect_ratio`, `duration`, `web_search`, `nsfw_checker` and 9 more: `seedance-make schema` has them"
        ),
    ),
    "not taken start_frame": (
        _SHOT + "    start_frame: a.png\n",
        (
            "storyboard.yaml:5:5: shots.a.start_frame: is not a field of a shot\n"
            "    5 |     start_frame: a.png\n"
            "      |     ^^^^^^^^^^^\n"
            "   help: did you mean `first_frame`?"
        ),
    ),
    "not taken end_frame": (
        _SHOT + "    end_frame: a.png\n",
        (
            "storyboard.yaml:5:5: shots.a.end_frame: is not a field of a shot\n"
            "    5 |     end_frame: a.png\n"
            "      |     ^^^^^^^^^\n"
            "   help: did you mean `last_frame`?"
        ),
    ),
    "not taken reference": (
        _SHOT + "    reference: a.png\n",
        (
            "storyboard.yaml:5:5: shots.a.reference: is not a field of a shot\n"
            "    5 |     reference: a.png\n"
            "      |     ^^^^^^^^^\n"
            "   help: did you mean `reference_images`?"
        ),
    ),
    "not taken quality": (
        _SHOT + "    quality: high\n",
        (
            "storyboard.yaml:5:5: shots.a.quality: is not a field of a shot\n"
            "    5 |     quality: high\n"
            "      |     ^^^^^^^\n"
            "   help: did you mean `resolution`?"
        ),
    ),
    "not taken negative": (
        _SHOT + "    negative: fog\n",
        (
            "storyboard.yaml:5:5: shots.a.negative: is not a field of a shot\n"
            "    5 |     negative: fog\n"
            "      |     ^^^^^^^^\n"
            "   help: the API takes no negative prompt: say in the `prompt` what is to be seen"
        ),
    ),
    "not taken cfg_scale": (
        _SHOT + "    cfg_scale: 7\n",
        (
            "storyboard.yaml:5:5: shots.a.cfg_scale: is not a field of a shot\n"
            "    5 |     cfg_scale: 7\n"
            "      |     ^^^^^^^^^\n"
            "   help: the API takes no such number: the model decides on it"
        ),
    ),
    "not taken fade": (
        _SHOT + "    fade: 1\n",
        (
            "storyboard.yaml:5:5: shots.a.fade: is not a field of a shot\n"
            "    5 |     fade: 1\n"
            "      |     ^^^^\n"
            "   help: cuts are made in the editing program; a shot goes on from another with `first_frame: {shot: NAME}`"
        ),
    ),
    "not taken name": (
        _SHOT + "    name: door\n",
        (
            "storyboard.yaml:5:5: shots.a.name: is not a field of a shot\n"
            "    5 |     name: door\n"
            "      |     ^^^^\n"
            "   help: a shot's name is the key that its fields stand under"
        ),
    ),
    "not taken width": (
        _SHOT + "    width: 720\n",
        (
            "storyboard.yaml:5:5: shots.a.width: is not a field of a shot\n"
            "    5 |     width: 720\n"
            "      |     ^^^^^\n"
            "   help: choose `resolution` and `aspect_ratio`"
        ),
    ),
    "a comma in a text that stands in brackets": (
        "version: 1\nshots: {a: {prompt: He enters, she leaves, duration: 5}}\n",
        (
            "storyboard.yaml:2:32: shots.a.she leaves: is not a field of a shot\n"
            "    2 | shots: {a: {prompt: He enters, she leaves, duration: 5}}\n"
            "      |                                ^^^^^^^^^^\n"
            "   help: a text with a comma in it needs quotes between { and }"
        ),
    ),
    "not taken seed": (
        _SHOT + "    seed: 7\n",
        (
            "storyboard.yaml:5:5: shots.a.seed: is not a field of a shot\n"
            "    5 |     seed: 7\n"
            "      |     ^^^^\n"
            "   help: the API takes no seed: another take of the same request is `takes: 2`"
        ),
    ),
    "not taken camera": (
        _SHOT + "    camera: dolly in\n",
        (
            "storyboard.yaml:5:5: shots.a.camera: is not a field of a shot\n"
            "    5 |     camera: dolly in\n"
            "      |     ^^^^^^\n"
            "   help: say it in the `prompt`, or in a `style` for several shots"
        ),
    ),
    "not taken Camera-Motion": (
        _SHOT + "    Camera-Motion: pan\n",
        (
            "storyboard.yaml:5:5: shots.a.Camera-Motion: is not a field of a shot\n"
            "    5 |     Camera-Motion: pan\n"
            "      |     ^^^^^^^^^^^^^\n"
            "   help: say it in the `prompt`, or in a `style` for several shots"
        ),
    ),
    "not taken dialogue": (
        _SHOT + "    dialogue: Come here.\n",
        (
            "storyboard.yaml:5:5: shots.a.dialogue: is not a field of a shot\n"
            "    5 |     dialogue: Come here.\n"
            "      |     ^^^^^^^^\n"
            "   help: put the spoken words in quotes into the `prompt`, and set `generate_audio: true`"
        ),
    ),
    "not taken music": (
        _SHOT + "    music: strings\n",
        (
            "storyboard.yaml:5:5: shots.a.music: is not a field of a shot\n"
            "    5 |     music: strings\n"
            "      |     ^^^^^\n"
            "   help: say it in the `prompt`, and set `generate_audio: true`"
        ),
    ),
    "not taken negative_prompt": (
        _SHOT + "    negative_prompt: blur\n",
        (
            "storyboard.yaml:5:5: shots.a.negative_prompt: is not a field of a shot\n"
            "    5 |     negative_prompt: blur\n"
            "      |     ^^^^^^^^^^^^^^^\n"
            "   help: the API takes no negative prompt: say in the `prompt` what is to be seen"
        ),
    ),
    "not taken characters": (
        _SHOT + "    characters: mara\n",
        (
            "storyboard.yaml:5:5: shots.a.characters: is not a field of a shot\n"
            "    5 |     characters: mara\n"
            "      |     ^^^^^^^^^^\n"
            "   help: describe them once under `cast`, and name them in `cast: [NAME]`"
        ),
    ),
    "max_credits $4.00": (
        _SHOT + "max_credits: $4.00\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not $4.00\n"
            "    5 | max_credits: $4.00\n"
            "      |              ^^^^^\n"
            "   help: 1,000 credits are $1: write `max_credits: 4000`"
        ),
    ),
    "max_credits 4 USD": (
        _SHOT + "max_credits: 4 USD\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not 4 USD\n"
            "    5 | max_credits: 4 USD\n"
            "      |              ^^^^^\n"
            "   help: 1,000 credits are $1: write `max_credits: 4000`"
        ),
    ),
    "max_credits $0.0001": (
        _SHOT + "max_credits: $0.0001\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not $0.0001\n"
            "    5 | max_credits: $0.0001\n"
            "      |              ^^^^^^^\n"
            "   help: 1,000 credits are $1: write `max_credits: 1`"
        ),
    ),
    "unknown key title: x": (
        _SHOT + "    title: x\n",
        (
            "storyboard.yaml:5:5: shots.a.title: is not a field of a shot\n"
            "    5 |     title: x\n"
            "      |     ^^^^^\n"
            "   help: it belongs at the top of the manifest"
        ),
    ),
    "unknown top key duration: 5": (
        _SHOT + "duration: 5\n",
        (
            "storyboard.yaml:5:1: duration: is not a field of a storyboard\n"
            "    5 | duration: 5\n"
            "      | ^^^^^^^^\n"
            "   help: it belongs in a shot, or in `defaults`"
        ),
    ),
    "unknown top key shot: {}": (
        _SHOT + "shot: {}\n",
        (
            "storyboard.yaml:5:1: shot: is not a field of a storyboard\n"
            "    5 | shot: {}\n"
            "      | ^^^^\n"
            "   help: did you mean `shots`?"
        ),
    ),
    "unknown top key stlyes: {}": (
        _SHOT + "stlyes: {}\n",
        (
            "storyboard.yaml:5:1: stlyes: is not a field of a storyboard\n"
            "    5 | stlyes: {}\n"
            "      | ^^^^^^\n"
            "   help: did you mean `styles`?"
        ),
    ),
    "unknown key in defaults": (
        _SHOT + "defaults: {durations: 5}\n",
        (
            "storyboard.yaml:5:12: defaults.durations: is not a field of `defaults`\n"
            "    5 | defaults: {durations: 5}\n"
            "      |            ^^^^^^^^^\n"
            "   help: did you mean `duration`?"
        ),
    ),
    "unknown key in a profile": (
        _SHOT + "profiles: {draft: {prompt: x}}\n",
        (
            "storyboard.yaml:5:20: profiles.draft.prompt: is not a field of a profile\n"
            "    5 | profiles: {draft: {prompt: x}}\n"
            "      |                    ^^^^^^\n"
            "   help: it belongs in a shot, or in `defaults`"
        ),
    ),
    "unknown key in cast": (
        _SHOT + "cast: {mara: {text: Mara, image: a.jpg}}\n",
        (
            "storyboard.yaml:5:27: cast.mara.image: is not a field of a member of the cast\n"
            "    5 | cast: {mara: {text: Mara, image: a.jpg}}\n"
            "      |                           ^^^^^\n"
            "   help: did you mean `reference_images`?"
        ),
    ),
    "unknown key in a frame": (
        _SHOT + "    first_frame: {shot: b, farme: last}\n",
        (
            "storyboard.yaml:5:28: shots.a.first_frame.farme: is not a field of `first_frame`\n"
            "    5 |     first_frame: {shot: b, farme: last}\n"
            "      |                            ^^^^^\n"
            "   help: did you mean `frame`?"
        ),
    ),
    "frame without a shot": (
        _SHOT + "    first_frame: {frame: last}\n",
        (
            "storyboard.yaml:5:5: shots.a.first_frame: `shot` is missing\n"
            "    5 |     first_frame: {frame: last}\n"
            "      |     ^^^^^^^^^^^\n"
            "   help: name the shot: `{shot: NAME, frame: last}`"
        ),
    ),
    "frame neither first nor last": (
        _SHOT + "    first_frame: {shot: b, frame: middle}\n",
        (
            "storyboard.yaml:5:35: shots.a.first_frame.frame: must be first or last, not middle\n"
            "    5 |     first_frame: {shot: b, frame: middle}\n"
            "      |                                   ^^^^^^\n"
            "   help: choose one of them"
        ),
    ),
    "frame of a shot as a video": (
        _SHOT + "    reference_videos: [{shot: b}]\n",
        (
            "storyboard.yaml:5:24: shots.a.reference_videos[0]: must be text, not a mapping\n"
            "    5 |     reference_videos: [{shot: b}]\n"
            "      |                        ^^^^^^^^^\n"
            "   help: name it by its URL or path: only an image can be a frame of another shot"
        ),
    ),
    "resolution 1080p": (
        _SHOT + "    resolution: 1080p\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not 1080p\n"
            "    5 |     resolution: 1080p\n"
            "      |                 ^^^^^\n"
            "   help: 1080p is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face`, `doubao-seedance-2.5` and `seedance-2.0-beta`, not by `seedance-2.0-mini`"
        ),
    ),
    "resolution 4k": (
        _SHOT + "    resolution: 4k\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not 4k\n"
            "    5 |     resolution: 4k\n"
            "      |                 ^^\n"
            "   help: 4k is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face` and `seedance-2.0-beta`, not by `seedance-2.0-mini`"
        ),
    ),
    "resolution 1080": (
        _SHOT + "    resolution: 1080\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not the number 1080\n"
            "    5 |     resolution: 1080\n"
            "      |                 ^^^^\n"
            "   help: 1080p is made by `doubao-seedance-2.0`, `doubao-seedance-2.0-face`, `doubao-seedance-2.5` and `seedance-2.0-beta`, not by `seedance-2.0-mini`"
        ),
    ),
    "resolution 720": (
        _SHOT + "    resolution: 720\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not the number 720\n"
            "    5 |     resolution: 720\n"
            "      |                 ^^^\n"
            "   help: did you mean `720p`?"
        ),
    ),
    'resolution "720"': (
        _SHOT + '    resolution: "720"\n',
        (
            'storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not "720"\n'
            '    5 |     resolution: "720"\n'
            "      |                 ^^^^^\n"
            "   help: did you mean `720p`?"
        ),
    ),
    "resolution 480": (
        _SHOT + "    resolution: 480\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not the number 480\n"
            "    5 |     resolution: 480\n"
            "      |                 ^^^\n"
            "   help: did you mean `480p`?"
        ),
    ),
    "resolution 720P": (
        _SHOT + "    resolution: 720P\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not 720P\n"
            "    5 |     resolution: 720P\n"
            "      |                 ^^^^\n"
            "   help: did you mean `720p`?"
        ),
    ),
    "resolution 360p": (
        _SHOT + "    resolution: 360p\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not 360p\n"
            "    5 |     resolution: 360p\n"
            "      |                 ^^^^\n"
            "   help: choose one of them"
        ),
    ),
    "resolution true": (
        _SHOT + "    resolution: true\n",
        (
            "storyboard.yaml:5:17: shots.a.resolution: must be 480p or 720p, not true\n"
            "    5 |     resolution: true\n"
            "      |                 ^^^^\n"
            "   help: choose one of them"
        ),
    ),
    "aspect_ratio 16x9": (
        _SHOT + "    aspect_ratio: 16x9\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not 16x9\n"
            "    5 |     aspect_ratio: 16x9\n"
            "      |                   ^^^^\n"
            "   help: did you mean `16:9`?"
        ),
    ),
    "aspect_ratio 16/9": (
        _SHOT + "    aspect_ratio: 16/9\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not 16/9\n"
            "    5 |     aspect_ratio: 16/9\n"
            "      |                   ^^^^\n"
            "   help: did you mean `16:9`?"
        ),
    ),
    "aspect_ratio 9×16": (
        _SHOT + "    aspect_ratio: 9×16\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not 9×16\n"
            "    5 |     aspect_ratio: 9×16\n"
            "      |                   ^^^^\n"
            "   help: did you mean `9:16`?"
        ),
    ),
    "aspect_ratio portrait": (
        _SHOT + "    aspect_ratio: portrait\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not portrait\n"
            "    5 |     aspect_ratio: portrait\n"
            "      |                   ^^^^^^^^\n"
            "   help: did you mean `9:16`?"
        ),
    ),
    "aspect_ratio 16:10": (
        _SHOT + "    aspect_ratio: 16:10\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not 16:10\n"
            "    5 |     aspect_ratio: 16:10\n"
            "      |                   ^^^^^\n"
            "   help: did you mean `16:9`?"
        ),
    ),
    "aspect_ratio 2": (
        _SHOT + "    aspect_ratio: 2\n",
        (
            "storyboard.yaml:5:19: shots.a.aspect_ratio: must be 16:9, 9:16, 1:1, 4:3, 3:4, 21:9 or adaptive, not the number 2\n"
            "    5 |     aspect_ratio: 2\n"
            "      |                   ^\n"
            "   help: choose one of them"
        ),
    ),
    "model seedance-2.0-min": (
        _SHOT + "model: seedance-2.0-min\n",
        (
            "storyboard.yaml:5:8: model: no model is named `seedance-2.0-min`\n"
            "    5 | model: seedance-2.0-min\n"
            "      |        ^^^^^^^^^^^^^^^^\n"
            "   help: did you mean `seedance-2.0-mini`?"
        ),
    ),
    "model seedance-2-0": (
        _SHOT + "model: seedance-2-0\n",
        (
            "storyboard.yaml:5:8: model: no model is named `seedance-2-0`\n"
            "    5 | model: seedance-2-0\n"
            "      |        ^^^^^^^^^^^^\n"
            "   help: did you mean `seedance-2.0-mini`?"
        ),
    ),
    "model gpt": (
        _SHOT + "model: gpt\n",
        (
            "storyboard.yaml:5:8: model: no model is named `gpt`\n"
            "    5 | model: gpt\n"
            "      |        ^^^\n"
            "   help: there is `seedance-2.0-mini`, `doubao-seedance-2.0`, `doubao-seedance-2.0-face`, `doubao-seedance-2.0-fast`, `doubao-seedance-2.0-fast-face`, `doubao-seedance-2.5`, `seedance-2.0-beta`, `seedance-2.0-fast-beta`"
        ),
    ),
    "model 2.0": (
        _SHOT + "model: 2.0\n",
        (
            "storyboard.yaml:5:8: model: must be the name of a model, not the number 2.0\n"
            "    5 | model: 2.0\n"
            "      |        ^^^\n"
            "   help: write `model: seedance-2.0-mini`"
        ),
    ),
    "10 reference_images": (
        _SHOT + "    reference_images: [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9]\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_images: must have at most 9 images, not 10\n"
            "    5 |     reference_images: [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9]\n"
            "      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: leave 1 out; 10 images are taken by `doubao-seedance-2.5`, not by `seedance-2.0-mini`"
        ),
    ),
    "reference_images empty": (
        _SHOT + "    reference_images: []\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_images: must not be an empty list\n"
            "    5 |     reference_images: []\n"
            "      |                       ^^\n"
            "   help: leave `reference_images` out; `null` unsets what `defaults` say"
        ),
    ),
    "reference_images text": (
        _SHOT + "    reference_images: a.jpg\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_images: must be a list, not text\n"
            "    5 |     reference_images: a.jpg\n"
            "      |                       ^^^^^\n"
            "   help: write `reference_images: [a.jpg]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "10 reference_image_urls": (
        _SHOT
        + "    reference_image_urls: [https://example.com/a0, https://example.com/a1, https://example.com/a2, https://example.com/a3, https://example.com/a4, https://example.com/a5, https://example.com/a6, https://example.com/a7, https://example.com/a8, https://example.com/a9]\n",
        (
            "storyboard.yaml:5:27: shots.a.reference_image_urls: must have at most 9 images, not 10\n"
            "    5 |     reference_image_urls: [https://example.com/a0, https://example.com/a1, https://example.com/a2,…\n"
            "      |                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: leave 1 out; 10 images are taken by `doubao-seedance-2.5`, not by `seedance-2.0-mini`"
        ),
    ),
    "reference_image_urls empty": (
        _SHOT + "    reference_image_urls: []\n",
        (
            "storyboard.yaml:5:27: shots.a.reference_image_urls: must not be an empty list\n"
            "    5 |     reference_image_urls: []\n"
            "      |                           ^^\n"
            "   help: leave `reference_image_urls` out; `null` unsets what `defaults` say"
        ),
    ),
    "reference_image_urls text": (
        _SHOT + "    reference_image_urls: a.jpg\n",
        (
            "storyboard.yaml:5:27: shots.a.reference_image_urls: must be a list, not text\n"
            "    5 |     reference_image_urls: a.jpg\n"
            "      |                           ^^^^^\n"
            "   help: write `reference_image_urls: [a.jpg]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "4 reference_videos": (
        _SHOT + "    reference_videos: [a0, a1, a2, a3]\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_videos: must have at most 3 videos, not 4\n"
            "    5 |     reference_videos: [a0, a1, a2, a3]\n"
            "      |                       ^^^^^^^^^^^^^^^^\n"
            "   help: leave 1 out"
        ),
    ),
    "reference_videos empty": (
        _SHOT + "    reference_videos: []\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_videos: must not be an empty list\n"
            "    5 |     reference_videos: []\n"
            "      |                       ^^\n"
            "   help: leave `reference_videos` out; `null` unsets what `defaults` say"
        ),
    ),
    "reference_videos text": (
        _SHOT + "    reference_videos: a.jpg\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_videos: must be a list, not text\n"
            "    5 |     reference_videos: a.jpg\n"
            "      |                       ^^^^^\n"
            "   help: write `reference_videos: [a.jpg]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "4 reference_audios": (
        _SHOT + "    reference_audios: [a0, a1, a2, a3]\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_audios: must have at most 3 audios, not 4\n"
            "    5 |     reference_audios: [a0, a1, a2, a3]\n"
            "      |                       ^^^^^^^^^^^^^^^^\n"
            "   help: leave 1 out"
        ),
    ),
    "reference_audios empty": (
        _SHOT + "    reference_audios: []\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_audios: must not be an empty list\n"
            "    5 |     reference_audios: []\n"
            "      |                       ^^\n"
            "   help: leave `reference_audios` out; `null` unsets what `defaults` say"
        ),
    ),
    "reference_audios text": (
        _SHOT + "    reference_audios: a.jpg\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_audios: must be a list, not text\n"
            "    5 |     reference_audios: a.jpg\n"
            "      |                       ^^^^^\n"
            "   help: write `reference_audios: [a.jpg]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "3,000 references": (
        _SHOT + "    reference_images: [" + ", ".join(f"a{n}.jpg" for n in range(3000)) + "]\n",
        (
            "storyboard.yaml:5:23: shots.a.reference_images: must have at most 9 images, not 3,000\n"
            "    5 |     reference_images: [a0.jpg, a1.jpg, a2.jpg, a3.jpg, a4.jpg, a5.jpg, a6.jpg, a7.jpg, a8.jpg, a9.…\n"
            "      |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: leave 2,991 out"
        ),
    ),
    "a number in a list": (
        _SHOT + "    reference_images: [a.jpg, 7]\n",
        (
            "storyboard.yaml:5:31: shots.a.reference_images[1]: must be a URL, a path or {shot: NAME}, not the number 7\n"
            "    5 |     reference_images: [a.jpg, 7]\n"
            "      |                               ^\n"
            '   help: quote it: "7"'
        ),
    ),
    "nothing in a list": (
        _SHOT + "    tags: [a, ]\n    cast: [~]\n",
        (
            "storyboard.yaml:6:12: shots.a.cast[0]: must be text, not nothing\n"
            "    6 |     cast: [~]\n"
            "      |            ^\n"
            "   help: write a value, or leave it out"
        ),
    ),
    "cast text": (
        _SHOT + "    cast: mara\n",
        (
            "storyboard.yaml:5:11: shots.a.cast: must be a list, not text\n"
            "    5 |     cast: mara\n"
            "      |           ^^^^\n"
            "   help: write `cast: [mara]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "style empty": (
        _SHOT + "    style: []\n",
        (
            "storyboard.yaml:5:12: shots.a.style: must not be an empty list\n"
            "    5 |     style: []\n"
            "      |            ^^\n"
            "   help: leave `style` out; `null` unsets what `defaults` say"
        ),
    ),
    "style number": (
        _SHOT + "    style: 3\n",
        (
            "storyboard.yaml:5:12: shots.a.style: must be text or a list, not the number 3\n"
            "    5 |     style: 3\n"
            "      |            ^\n"
            '   help: quote it: "3"'
        ),
    ),
    "tags text": (
        _SHOT + "    tags: wide\n",
        (
            "storyboard.yaml:5:11: shots.a.tags: must be a list, not text\n"
            "    5 |     tags: wide\n"
            "      |           ^^^^\n"
            "   help: write `tags: [wide]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "first_frame list": (
        _SHOT + "    first_frame: [a.jpg]\n",
        (
            "storyboard.yaml:5:18: shots.a.first_frame: must be a URL, a path or {shot: NAME}, not a list\n"
            "    5 |     first_frame: [a.jpg]\n"
            "      |                  ^^^^^^^\n"
            "   help: name one image: `first_frame: https://…`"
        ),
    ),
    "first_frame blank": (
        _SHOT + '    first_frame: " "\n',
        (
            "storyboard.yaml:5:18: shots.a.first_frame: must not be blank\n"
            '    5 |     first_frame: " "\n'
            "      |                  ^^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    "first_frame_url blank": (
        _SHOT + '    first_frame_url: ""\n',
        (
            "storyboard.yaml:5:22: shots.a.first_frame_url: must not be blank\n"
            '    5 |     first_frame_url: ""\n'
            "      |                      ^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    "enabled text": (
        _SHOT + '    enabled: "no"\n',
        (
            'storyboard.yaml:5:14: shots.a.enabled: must be true or false, not "no"\n'
            '    5 |     enabled: "no"\n'
            "      |              ^^^^\n"
            "   help: write `enabled: false`"
        ),
    ),
    "note number": (
        _SHOT + "    note: 5\n",
        (
            "storyboard.yaml:5:11: shots.a.note: must be text, not the number 5\n"
            "    5 |     note: 5\n"
            "      |           ^\n"
            '   help: quote it: "5"'
        ),
    ),
    "takes 0": (
        _SHOT + "    takes: 0\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be 1 to 1,000, not 0\n"
            "    5 |     takes: 0\n"
            "      |            ^\n"
            "   help: takes are numbered from 1; more can be asked for later: seedance-make retake SHOT"
        ),
    ),
    "takes -1": (
        _SHOT + "    takes: -1\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be 1 to 1,000, not -1\n"
            "    5 |     takes: -1\n"
            "      |            ^^\n"
            "   help: takes are numbered from 1; more can be asked for later: seedance-make retake SHOT"
        ),
    ),
    "takes 1.5": (
        _SHOT + "    takes: 1.5\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be a whole number of takes, 1 to 1,000, or a list of take numbers, not 1.5\n"
            "    5 |     takes: 1.5\n"
            "      |            ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "takes two": (
        _SHOT + "    takes: two\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be a whole number of takes, 1 to 1,000, or a list of take numbers, not two\n"
            "    5 |     takes: two\n"
            "      |            ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "takes []": (
        _SHOT + "    takes: []\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must not be an empty list\n"
            "    5 |     takes: []\n"
            "      |            ^^\n"
            "   help: leave `takes` out; `null` unsets what `defaults` say"
        ),
    ),
    "takes [0]": (
        _SHOT + "    takes: [0]\n",
        (
            "storyboard.yaml:5:13: shots.a.takes[0]: must be 1 to 999,999, not 0\n"
            "    5 |     takes: [0]\n"
            "      |             ^\n"
            "   help: takes are numbered from 1; more can be asked for later: seedance-make retake SHOT"
        ),
    ),
    "takes [2, x]": (
        _SHOT + "    takes: [2, x]\n",
        (
            "storyboard.yaml:5:16: shots.a.takes[1]: must be a whole number, 1 to 999,999, not x\n"
            "    5 |     takes: [2, x]\n"
            "      |                ^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "takes 1001": (
        _SHOT + "    takes: 1001\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be 1 to 1,000, not 1001\n"
            "    5 |     takes: 1001\n"
            "      |            ^^^^\n"
            "   help: takes are numbered from 1; more can be asked for later: seedance-make retake SHOT"
        ),
    ),
    "takes 1000000000": (
        _SHOT + "    takes: 1000000000\n",
        (
            "storyboard.yaml:5:12: shots.a.takes: must be 1 to 1,000, not 1000000000\n"
            "    5 |     takes: 1000000000\n"
            "      |            ^^^^^^^^^^\n"
            "   help: takes are numbered from 1; more can be asked for later: seedance-make retake SHOT"
        ),
    ),
    "take 0": (
        _SHOT + "    take: 0\n",
        (
            "storyboard.yaml:5:11: shots.a.take: must be 1 to 999,999, not 0\n"
            "    5 |     take: 0\n"
            "      |           ^\n"
            "   help: takes are numbered from 1"
        ),
    ),
    "take text": (
        _SHOT + "    take: second\n",
        (
            "storyboard.yaml:5:11: shots.a.take: must be a whole number, 1 to 999,999, not second\n"
            "    5 |     take: second\n"
            "      |           ^^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "pin xyz": (
        _SHOT + "    pin: xyz\n",
        (
            "storyboard.yaml:5:10: shots.a.pin: must be 12 to 64 hex digits of a sha256, not xyz\n"
            "    5 |     pin: xyz\n"
            "      |          ^^^\n"
            "   help: `seedance-make pin SHOT` writes it"
        ),
    ),
    "pin 0123456789a": (
        _SHOT + "    pin: 0123456789a\n",
        (
            "storyboard.yaml:5:10: shots.a.pin: must be 12 to 64 hex digits of a sha256, not 0123456789a\n"
            "    5 |     pin: 0123456789a\n"
            "      |          ^^^^^^^^^^^\n"
            "   help: `seedance-make pin SHOT` writes it"
        ),
    ),
    "pin g23456789abc": (
        _SHOT + "    pin: g23456789abc\n",
        (
            "storyboard.yaml:5:10: shots.a.pin: must be 12 to 64 hex digits of a sha256, not g23456789abc\n"
            "    5 |     pin: g23456789abc\n"
            "      |          ^^^^^^^^^^^^\n"
            "   help: `seedance-make pin SHOT` writes it"
        ),
    ),
    'pin "0123456789ab\\n"': (
        _SHOT + '    pin: "0123456789ab\\n"\n',
        (
            'storyboard.yaml:5:10: shots.a.pin: must be 12 to 64 hex digits of a sha256, not "0123456789ab\\n"\n'
            '    5 |     pin: "0123456789ab\\n"\n'
            "      |          ^^^^^^^^^^^^^^^^\n"
            "   help: `seedance-make pin SHOT` writes it"
        ),
    ),
    "pin 123456789012": (
        _SHOT + "    pin: 123456789012\n",
        (
            "storyboard.yaml:5:10: shots.a.pin: must be text, not the number 123456789012\n"
            "    5 |     pin: 123456789012\n"
            "      |          ^^^^^^^^^^^^\n"
            '   help: quote it: "123456789012"'
        ),
    ),
    "pin 00000000000000000000000000000000000000000000000000000000000000000": (
        _SHOT + "    pin: 00000000000000000000000000000000000000000000000000000000000000000\n",
        (
            "storyboard.yaml:5:10: shots.a.pin: must be text, not the number 000000000000000000000000000000000000000…\n"
            "    5 |     pin: 00000000000000000000000000000000000000000000000000000000000000000\n"
            "      |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: quote it"
        ),
    ),
    "shot is text": (
        "version: 1\nshots:\n  a: A door.\n",
        (
            "storyboard.yaml:3:6: shots.a: must be a mapping, not text\n"
            "    3 |   a: A door.\n"
            "      |      ^^^^^^^\n"
            "   help: write its fields below its name, such as `prompt: …`"
        ),
    ),
    "shot is a list": (
        "version: 1\nshots:\n  a: [A door.]\n",
        (
            "storyboard.yaml:3:6: shots.a: must be a mapping, not a list\n"
            "    3 |   a: [A door.]\n"
            "      |      ^^^^^^^^^\n"
            "   help: write its fields below its name, such as `prompt: …`"
        ),
    ),
    "shots is a list": (
        "version: 1\nshots:\n  - a\n",
        (
            "storyboard.yaml:3:3: shots: must be a mapping of names to shots, not a list\n"
            "    3 |   - a\n"
            "      |   ^^^\n"
            "   help: write each shot's name, and below it its fields, such as `opening: {prompt: …}`"
        ),
    ),
    "no shots": (
        "version: 1\n",
        (
            "storyboard.yaml:1:1: shots: a storyboard needs at least one shot\n"
            "    1 | version: 1\n"
            "      | ^^^^^^^\n"
            "   help: write `shots:` and below it a name with its fields, such as `opening: {prompt: …}`"
        ),
    ),
    "empty shots": (
        "version: 1\nshots: {}\n",
        (
            "storyboard.yaml:2:1: shots: a storyboard needs at least one shot\n"
            "    2 | shots: {}\n"
            "      | ^^^^^\n"
            "   help: write `shots:` and below it a name with its fields, such as `opening: {prompt: …}`"
        ),
    ),
    "shots is nothing": (
        "version: 1\nshots:\n",
        (
            "storyboard.yaml:2:1: shots: a storyboard needs at least one shot\n"
            "    2 | shots:\n"
            "      | ^^^^^\n"
            "   help: write `shots:` and below it a name with its fields, such as `opening: {prompt: …}`"
        ),
    ),
    "empty file": (
        "",
        (
            "storyboard.yaml:1:1: is empty\n"
            "    1 |\n"
            "      | ^\n"
            "   help: `seedance-make init` writes a storyboard to start from"
        ),
    ),
    "only comments": (
        "# nothing\n\n",
        (
            "storyboard.yaml:1:1: is empty\n"
            "    1 | # nothing\n"
            "      | ^\n"
            "   help: `seedance-make init` writes a storyboard to start from"
        ),
    ),
    "only a document marker": (
        "---\n",
        (
            "storyboard.yaml:1:1: is empty\n"
            "    1 | ---\n"
            "      | ^\n"
            "   help: `seedance-make init` writes a storyboard to start from"
        ),
    ),
    "list at the root": (
        "- version: 1\n",
        (
            "storyboard.yaml:1:1: must be a mapping, not a list\n"
            "    1 | - version: 1\n"
            "      | ^^^^^^^^^\n"
            "   help: begin with `version: 1`"
        ),
    ),
    "text at the root": (
        "hello\n",
        (
            "storyboard.yaml:1:1: must be a mapping, not a single value\n"
            "    1 | hello\n"
            "      | ^^^^^\n"
            "   help: begin with `version: 1`"
        ),
    ),
    "number at the root": (
        "42\n",
        (
            "storyboard.yaml:1:1: must be a mapping, not a single value\n"
            "    1 | 42\n"
            "      | ^^\n"
            "   help: begin with `version: 1`"
        ),
    ),
    "two documents": (
        _SHOT + "---\nversion: 1\n",
        (
            "storyboard.yaml:5:1: a second document begins here\n"
            "    5 | ---\n"
            "      | ^^^\n"
            "   help: a storyboard is one: remove the `---`"
        ),
    ),
    "text after the end": (
        _SHOT + "...\nmore\n",
        ("storyboard.yaml:6:1: is not YAML: more text follows after its end\n    6 | more\n      | ^"),
    ),
    "tab": (
        "version: 1\nshots:\n\ta: {prompt: A door.}\n",
        (
            "storyboard.yaml:3:1: shots: a tab cannot indent YAML\n"
            "    3 |     a: {prompt: A door.}\n"
            "      | ^^^^\n"
            "   help: use blanks"
        ),
    ),
    "python tag": (
        "version: 1\nshots:\n  a:\n    prompt: !!python/object:os.system x\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `!!python/object:os.system` is a YAML tag: tags are not read\n"
            "    4 |     prompt: !!python/object:os.system x\n"
            "      |             ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
            '   help: text that begins with ! needs quotes: "!!python/object:os.system …"'
        ),
    ),
    "env tag": (
        _SHOT + "title: !env HOME\n",
        (
            "storyboard.yaml:5:8: title: `!env` is a YAML tag: tags are not read\n"
            "    5 | title: !env HOME\n"
            "      |        ^^^^^^^^^\n"
            '   help: text that begins with ! needs quotes: "!env …"'
        ),
    ),
    "str tag": (
        "version: 1\nshots:\n  a:\n    prompt: !!str 5\n",
        (
            "storyboard.yaml:4:13: shots.a.prompt: `!!str` is a YAML tag: tags are not read\n"
            "    4 |     prompt: !!str 5\n"
            "      |             ^^^^^^^\n"
            '   help: text that begins with ! needs quotes: "!!str …"'
        ),
    ),
    "tag on a mapping": (
        "version: 1\nshots: !x {a: {prompt: b}}\n",
        (
            "storyboard.yaml:2:8: shots: `!x` is a YAML tag: tags are not read\n"
            "    2 | shots: !x {a: {prompt: b}}\n"
            "      |        ^^^^\n"
            '   help: text that begins with ! needs quotes: "!x …"'
        ),
    ),
    "anchor and alias": (
        _SHOT + "vars: {x: &a b, y: *a}\n",
        (
            "storyboard.yaml:5:11: vars.x: `&a` is a YAML anchor: anchors are not read\n"
            "    5 | vars: {x: &a b, y: *a}\n"
            "      |           ^^^^\n"
            "   help: text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`\n"
            "storyboard.yaml:5:20: vars.y: `*a` is a YAML alias: aliases are not read\n"
            "    5 | vars: {x: &a b, y: *a}\n"
            "      |                    ^^\n"
            '   help: text that begins with * needs quotes: "*a …"; else write the value out'
        ),
    ),
    "merge key": (
        "version: 1\nshots:\n  a: &a {prompt: x}\n  b:\n    <<: *a\n",
        (
            "storyboard.yaml:3:6: shots.a: `&a` is a YAML anchor: anchors are not read\n"
            "    3 |   a: &a {prompt: x}\n"
            "      |      ^^^^\n"
            "   help: text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`\n"
            "storyboard.yaml:5:5: shots.b.<<: `<<` is a YAML merge key: merge keys are not read\n"
            "    5 |     <<: *a\n"
            "      |     ^^\n"
            "   help: use `defaults`, or write the keys out\n"
            "storyboard.yaml:5:9: shots.b.<<: `*a` is a YAML alias: aliases are not read\n"
            "    5 |     <<: *a\n"
            "      |         ^^\n"
            '   help: text that begins with * needs quotes: "*a …"; else write the value out'
        ),
    ),
    "alias to itself": (
        "version: 1\nshots: &a\n  b: *a\n",
        (
            "storyboard.yaml:2:8: shots: `&a` is a YAML anchor: anchors are not read\n"
            "    2 | shots: &a\n"
            "      |        ^^\n"
            "   help: text that begins with & needs quotes; to share values use `defaults`, `vars` or `styles`\n"
            "storyboard.yaml:3:6: shots.b: `*a` is a YAML alias: aliases are not read\n"
            "    3 |   b: *a\n"
            "      |      ^^\n"
            '   help: text that begins with * needs quotes: "*a …"; else write the value out'
        ),
    ),
    "deep": (
        "version: 1\nvars: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}\n",
        (
            "storyboard.yaml:2:131: vars.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a: is nested deeper than 32 levels\n"
            "    2 | … {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: {a: b}}}}}}}}}}}}}}}}}}}}}}}}}}}}…\n"
            "      |                                   ^\n"
            "   help: nothing in a storyboard needs that: close a bracket, or indent less"
        ),
    ),
    "key is a list": (
        _SHOT + "? [a, b]\n: c\n",
        (
            "storyboard.yaml:5:3: a key must be text, not a list or a mapping\n"
            "    5 | ? [a, b]\n"
            "      |   ^\n"
            "   help: write a name before the colon"
        ),
    ),
    "key missing": (
        _SHOT + ": c\n",
        (
            "storyboard.yaml:5:1: a key is missing before the colon\n"
            "    5 | : c\n"
            "      | ^\n"
            "   help: write `key: value`"
        ),
    ),
    "key empty": (
        _SHOT + '"": c\n',
        (
            "storyboard.yaml:5:1: a key is missing before the colon\n"
            '    5 | "": c\n'
            "      | ^^\n"
            "   help: write `key: value`"
        ),
    ),
    "quote never closed": (
        _SHOT + 'title: "x\n',
        (
            "storyboard.yaml:5:8: title: this quote is never closed\n"
            '    5 | title: "x\n'
            "      |        ^\n"
            "   help: close it"
        ),
    ),
    "quote closed too late": (
        'version: 1\ntitle: "The film\nshots:\n  a: {prompt: "x"}\n',
        (
            "storyboard.yaml:2:8: title: this quote closes only at line 4, and more text follows there\n"
            '    2 | title: "The film\n'
            "      |        ^\n"
            "   help: close it where the text ends"
        ),
    ),
    "bracket never closed": (
        _SHOT + "defaults: {style: noir\n",
        (
            "storyboard.yaml:5:11: defaults: this bracket is never closed\n"
            "    5 | defaults: {style: noir\n"
            "      |           ^\n"
            "   help: close it"
        ),
    ),
    "colon missing": (
        _SHOT + "    duration 5\n",
        (
            "storyboard.yaml:5:5: shots.a: a colon is missing after the key\n"
            "    5 |     duration 5\n"
            "      |     ^\n"
            "   help: write `key: value`"
        ),
    ),
    "bad indentation": (
        _SHOT + "   duration: 5\n",
        (
            "storyboard.yaml:5:4: shots: this line does not fit its indentation\n"
            "    5 |    duration: 5\n"
            "      |    ^\n"
            "   help: indent the keys of one mapping alike"
        ),
    ),
    "bad directive": (
        "%x y\nversion: 1\nshots:\n  a:\n    prompt: A door.\n",
        ("storyboard.yaml:1:3: is not YAML: found unknown directive name\n    1 | %x y\n      |   ^"),
    ),
    "environment text is text": (
        "version: 1\nshots:\n  a:\n    prompt: ${REAPI_API_KEY} $HOME\n",
        "",
    ),
    "api_key": (
        "api_key: rk_live_0123456789\nversion: 1\nshots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:1: api_key: a manifest never holds the API key\n"
            "    1 | api_key: ██████████████████\n"
            "      | ^^^^^^^\n"
            "   help: set REAPI_API_KEY in the environment, or run `seedance-make login`; if the key is real, revoke it"
        ),
    ),
    "REAPI_KEY": (
        _SHOT + "REAPI_KEY: hunter2\n",
        (
            "storyboard.yaml:5:1: REAPI_KEY: a manifest never holds the API key\n"
            "    5 | REAPI_KEY: ███████\n"
            "      | ^^^^^^^^^\n"
            "   help: set REAPI_API_KEY in the environment, or run `seedance-make login`; if the key is real, revoke it"
        ),
    ),
    "base_url": (
        _SHOT + "base_url: https://evil.example\n",
        (
            "storyboard.yaml:5:1: base_url: a manifest never chooses the API's host\n"
            "    5 | base_url: https://evil.example\n"
            "      | ^^^^^^^^\n"
            "   help: set REAPI_BASE_URL in the environment"
        ),
    ),
    "api_key in a shot": (
        _SHOT + '    api_key: "hunter2 hunter3"\n',
        (
            "storyboard.yaml:5:5: shots.a.api_key: a manifest never holds the API key\n"
            "    5 |     api_key: ████████ ████████\n"
            "      |     ^^^^^^^\n"
            "   help: set REAPI_API_KEY in the environment, or run `seedance-make login`; if the key is real, revoke it"
        ),
    ),
    "host": (
        _SHOT + "host: https://user:pw@reapi.ai\n",
        (
            "storyboard.yaml:5:1: host: a manifest never chooses the API's host\n"
            "    5 | host: https://███████@reapi.ai\n"
            "      | ^^^^\n"
            "   help: set REAPI_BASE_URL in the environment"
        ),
    ),
    "version 2": (
        "version: 2\nfuture: yes\nshots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:10: version: version 2 needs a newer seedance-make: this one reads version 1\n"
            "    1 | version: 2\n"
            "      |          ^\n"
            "   help: upgrade seedance-make"
        ),
    ),
    "version text": (
        'version: "1"\nshots:\n  a:\n    prompt: A door.\n',
        (
            'storyboard.yaml:1:10: version: must be 1, not "1"\n'
            '    1 | version: "1"\n'
            "      |          ^^^\n"
            "   help: write `version: 1`"
        ),
    ),
    "version 1.0": (
        "version: 1.0\nshots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:10: version: must be 1, not the number 1.0\n"
            "    1 | version: 1.0\n"
            "      |          ^^^\n"
            "   help: write `version: 1`"
        ),
    ),
    "version 0": (
        "version: 0\nshots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:10: version: must be 1, not the number 0\n"
            "    1 | version: 0\n"
            "      |          ^\n"
            "   help: write `version: 1`"
        ),
    ),
    "version missing": (
        "shots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:1: `version` is missing\n"
            "    1 | shots:\n"
            "      | ^^^^^\n"
            "   help: write `version: 1` at the top"
        ),
    ),
    "version nothing": (
        "version:\nshots:\n  a:\n    prompt: A door.\n",
        (
            "storyboard.yaml:1:9: version: must be 1, not nothing\n"
            "    1 | version:\n"
            "      |         ^\n"
            "   help: write `version: 1`"
        ),
    ),
    "max_credits -1": (
        _SHOT + "max_credits: -1\n",
        (
            "storyboard.yaml:5:14: max_credits: must be 0 to 1,000,000,000 credits, not -1\n"
            "    5 | max_credits: -1\n"
            "      |              ^^\n"
            "   help: 1 credit is a tenth of a cent: 4000 are $4.00"
        ),
    ),
    "max_credits 1.5": (
        _SHOT + "max_credits: 1.5\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not 1.5\n"
            "    5 | max_credits: 1.5\n"
            "      |              ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "max_credits 1000000001": (
        _SHOT + "max_credits: 1000000001\n",
        (
            "storyboard.yaml:5:14: max_credits: must be 0 to 1,000,000,000 credits, not 1000000001\n"
            "    5 | max_credits: 1000000001\n"
            "      |              ^^^^^^^^^^\n"
            "   help: 1 credit is a tenth of a cent: 4000 are $4.00"
        ),
    ),
    "max_credits 1e9": (
        _SHOT + "max_credits: 1e9\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not 1e9\n"
            "    5 | max_credits: 1e9\n"
            "      |              ^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    'max_credits "4000"': (
        _SHOT + 'max_credits: "4000"\n',
        (
            'storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not "4000"\n'
            '    5 | max_credits: "4000"\n'
            "      |              ^^^^^^\n"
            "   help: write `max_credits: 4000`"
        ),
    ),
    "max_credits 4,000": (
        _SHOT + "max_credits: 4,000\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not 4,000\n"
            "    5 | max_credits: 4,000\n"
            "      |              ^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "max_credits 4_000": (
        _SHOT + "max_credits: 4_000\n",
        (
            "storyboard.yaml:5:14: max_credits: must be a whole number of credits, 0 to 1,000,000,000, not 4_000\n"
            "    5 | max_credits: 4_000\n"
            "      |              ^^^^^\n"
            "   help: write a whole number in digits"
        ),
    ),
    "max_credits at the limits": (
        _SHOT + "max_credits: 1000000000\n",
        "",
    ),
    "max_credits 0": (
        _SHOT + "max_credits: 0\n",
        "",
    ),
    "output ../x": (
        _SHOT + "output: ../x\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not ../x\n"
            "    5 | output: ../x\n"
            "      |         ^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output /tmp/x": (
        _SHOT + "output: /tmp/x\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not /tmp/x\n"
            "    5 | output: /tmp/x\n"
            "      |         ^^^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output a/../../b": (
        _SHOT + "output: a/../../b\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not a/../../b\n"
            "    5 | output: a/../../b\n"
            "      |         ^^^^^^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output ~/x": (
        _SHOT + "output: ~/x\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not ~/x\n"
            "    5 | output: ~/x\n"
            "      |         ^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output C:/x": (
        _SHOT + "output: C:/x\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not C:/x\n"
            "    5 | output: C:/x\n"
            "      |         ^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output a\\b": (
        _SHOT + "output: a\\b\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not a\\b\n"
            "    5 | output: a\\b\n"
            "      |         ^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output .": (
        _SHOT + "output: .\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not .\n"
            "    5 | output: .\n"
            "      |         ^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output ./": (
        _SHOT + "output: ./\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not ./\n"
            "    5 | output: ./\n"
            "      |         ^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output 5": (
        _SHOT + "output: 5\n",
        (
            "storyboard.yaml:5:9: output: must be text, not the number 5\n"
            "    5 | output: 5\n"
            "      |         ^\n"
            '   help: quote it: "5"'
        ),
    ),
    'output ""': (
        _SHOT + 'output: ""\n',
        (
            "storyboard.yaml:5:9: output: must not be blank\n"
            '    5 | output: ""\n'
            "      |         ^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    "output .git/x": (
        _SHOT + "output: .git/x\n",
        (
            "storyboard.yaml:5:9: output: must be a folder inside the project, not .git/x\n"
            "    5 | output: .git/x\n"
            "      |         ^^^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "output of a profile": (
        _SHOT + "profiles: {draft: {output: ../x}}\n",
        (
            "storyboard.yaml:5:28: profiles.draft.output: must be a folder inside the project, not ../x\n"
            "    5 | profiles: {draft: {output: ../x}}\n"
            "      |                            ^^^^\n"
            "   help: name a folder beside the storyboard, such as `out`"
        ),
    ),
    "accepted output": (
        _SHOT + "output: build/film\n",
        "",
    ),
    "team ftp://a/b": (
        _SHOT + "team: ftp://a/b\n",
        (
            "storyboard.yaml:5:7: team: must be s3://BUCKET/FOLDER, gs://…, az://… or file:///FOLDER\n"
            "    5 | team: ftp://a/b\n"
            "      |       ^^^^^^^^^\n"
            "   help: write it like s3://bucket/folder"
        ),
    ),
    "team harbour": (
        _SHOT + "team: harbour\n",
        (
            "storyboard.yaml:5:7: team: must be s3://BUCKET/FOLDER, gs://…, az://… or file:///FOLDER\n"
            "    5 | team: harbour\n"
            "      |       ^^^^^^^\n"
            "   help: write it like s3://bucket/folder"
        ),
    ),
    "team s3://key:secret@bucket/x": (
        _SHOT + "team: s3://key:secret@bucket/x\n",
        (
            "storyboard.yaml:5:7: team: must be s3://BUCKET/FOLDER, gs://…, az://… or file:///FOLDER\n"
            "    5 | team: s3://██████████@bucket/x\n"
            "      |       ^^^^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: write it like s3://bucket/folder"
        ),
    ),
    "team [a]": (
        _SHOT + "team: [a]\n",
        (
            "storyboard.yaml:5:7: team: must be text, not a list\n"
            "    5 | team: [a]\n"
            "      |       ^^^\n"
            "   help: write one text; one that spans lines begins with `>`"
        ),
    ),
    "publish github": (
        _SHOT + "publish: github\n",
        (
            "storyboard.yaml:5:10: publish: must be git, s3://BUCKET/FOLDER, gs://…, az://…, or {store: …, base_url: …}\n"
            "    5 | publish: github\n"
            "      |          ^^^^^^\n"
            "   help: write it like s3://bucket/folder"
        ),
    ),
    "publish file:///x": (
        _SHOT + "publish: file:///x\n",
        (
            "storyboard.yaml:5:10: publish: must be git, s3://BUCKET/FOLDER, gs://…, az://…, or {store: …, base_url: …}\n"
            "    5 | publish: file:///x\n"
            "      |          ^^^^^^^^^\n"
            "   help: write it like s3://bucket/folder"
        ),
    ),
    "publish {store: s3://a/b}": (
        _SHOT + "publish: {store: s3://a/b}\n",
        (
            "storyboard.yaml:5:1: publish: `base_url` is missing\n"
            "    5 | publish: {store: s3://a/b}\n"
            "      | ^^^^^^^\n"
            "   help: write `{store: s3://bucket/folder, base_url: https://media.example.com}`"
        ),
    ),
    "publish {store: x, base_url: ftp://y}": (
        _SHOT + "publish: {store: x, base_url: ftp://y}\n",
        (
            "storyboard.yaml:5:18: publish.store: must be s3://BUCKET/FOLDER, gs://…, az://… or file:///FOLDER\n"
            "    5 | publish: {store: x, base_url: ftp://y}\n"
            "      |                  ^\n"
            "   help: write it like s3://bucket/folder\n"
            "storyboard.yaml:5:31: publish.base_url: must be an http or https URL\n"
            "    5 | publish: {store: x, base_url: ftp://y}\n"
            "      |                               ^^^^^^^\n"
            "   help: write it like https://media.example.com/folder"
        ),
    ),
    "accepted team s3://a/b": (
        _SHOT + "team: s3://a/b\n",
        "",
    ),
    "accepted team gs://a": (
        _SHOT + "team: gs://a\n",
        "",
    ),
    "accepted team az://a/b": (
        _SHOT + "team: az://a/b\n",
        "",
    ),
    "accepted team file:///srv/a": (
        _SHOT + "team: file:///srv/a\n",
        "",
    ),
    "accepted publish git": (
        _SHOT + "publish: git\n",
        "",
    ),
    "accepted publish s3://a/b": (
        _SHOT + "publish: s3://a/b\n",
        "",
    ),
    "accepted publish {store: 'file:///x', base_url: 'https://a.example/b'}": (
        _SHOT + "publish: {store: 'file:///x', base_url: 'https://a.example/b'}\n",
        "",
    ),
    "accepted price 0.097375": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 0.097375, with_reference_video: 0.1}}}\n",
        "",
    ),
    'accepted price "0.097375"': (
        _SHOT
        + 'prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: "0.097375", with_reference_video: 0.1}}}\n',
        "",
    ),
    "accepted price 0": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 0, with_reference_video: 0.1}}}\n",
        "",
    ),
    "accepted price 1": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 1, with_reference_video: 0.1}}}\n",
        "",
    ),
    "accepted price .5": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: .5, with_reference_video: 0.1}}}\n",
        "",
    ),
    "price cheap": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: cheap, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not cheap\n"
            "    5 | ….0-mini: {720p: {usd_per_second: cheap, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price -0.1": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: -0.1, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must not be negative: -0.1\n"
            "    5 | ….0-mini: {720p: {usd_per_second: -0.1, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write what a second costs"
        ),
    ),
    "price 1e-2": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 1e-2, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not 1e-2\n"
            "    5 | ….0-mini: {720p: {usd_per_second: 1e-2, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price .nan": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: .nan, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not .nan\n"
            "    5 | ….0-mini: {720p: {usd_per_second: .nan, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price .inf": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: .inf, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not .inf\n"
            "    5 | ….0-mini: {720p: {usd_per_second: .inf, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price 0x10": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 0x10, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not 0x10\n"
            "    5 | ….0-mini: {720p: {usd_per_second: 0x10, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price true": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: true, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not true\n"
            "    5 | ….0-mini: {720p: {usd_per_second: true, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price 1_000": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 1_000, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not 1_000\n"
            "    5 | ….0-mini: {720p: {usd_per_second: 1_000, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price [1]": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: [1], with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not a list\n"
            "    5 | ….0-mini: {720p: {usd_per_second: [1], with_reference_video: 0.1}}}\n"
            "      |                                   ^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "price 9999999": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 9999999, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not 9999999\n"
            "    5 | ….0-mini: {720p: {usd_per_second: 9999999, with_reference_video: 0.1}}}\n"
            "      |                                   ^^^^^^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    'price ""': (
        _SHOT
        + 'prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: "", with_reference_video: 0.1}}}\n',
        (
            "storyboard.yaml:5:72: prices.seedance-2.0-mini.720p.usd_per_second: must be a decimal number of US dollars, not nothing\n"
            '    5 | ….0-mini: {720p: {usd_per_second: "", with_reference_video: 0.1}}}\n'
            "      |                                   ^^\n"
            "   help: write it like 0.045125"
        ),
    ),
    "prices not dated": (
        _SHOT + "prices: {seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:1: prices: prices must be dated: `as_of` is missing\n"
            "    5 | prices: {seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: 0.1}}}\n"
            "      | ^^^^^^\n"
            "   help: write the day they were read: `as_of: 2026-07-23`"
        ),
    ),
    "prices dated badly": (
        _SHOT
        + "prices: {as_of: 2026-02-30, seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:17: prices.as_of: must be a date, not 2026-02-30\n"
            "    5 | prices: {as_of: 2026-02-30, seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: …\n"
            "      |                 ^^^^^^^^^^\n"
            "   help: write it like 2026-07-23"
        ),
    ),
    "prices dated by a word": (
        _SHOT
        + "prices: {as_of: July, seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: 0.1}}}\n",
        (
            "storyboard.yaml:5:17: prices.as_of: must be a date, not July\n"
            "    5 | prices: {as_of: July, seedance-2.0-mini: {720p: {usd_per_second: 0.1, with_reference_video: 0.1}}}\n"
            "      |                 ^^^^\n"
            "   help: write it like 2026-07-23"
        ),
    ),
    "prices without a model": (
        _SHOT + "prices: {as_of: 2026-07-23}\n",
        (
            "storyboard.yaml:5:9: prices: has no model's prices\n"
            "    5 | prices: {as_of: 2026-07-23}\n"
            "      |         ^^^^^^^^^^^^^^^^^^^\n"
            "   help: write the model's name, then its resolutions with their rates"
        ),
    ),
    "prices without the reference rate": (
        _SHOT + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 1}}}\n",
        (
            "storyboard.yaml:5:49: prices.seedance-2.0-mini.720p: `with_reference_video` is missing\n"
            "    5 | prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_second: 1}}}\n"
            "      |                                                 ^^^^\n"
            "   help: write it like `with_reference_video: 0.0285`"
        ),
    ),
    "a bracket in a text that stands in brackets itself": (
        "version: 1\nshots:\n  a: {prompt: He goes [[stuck]] now, duration: 99}\n",
        (
            "storyboard.yaml:3:15: shots.a: text with [ in it needs quotes here: unquoted, it opens a list\n"
            "    3 |   a: {prompt: He goes [[stuck]] now, duration: 99}\n"
            "      |               ^^^^^^^^^^^^^^^^^^^^^\n"
            '   help: write "He goes [[stuck]] now"\n'
            "storyboard.yaml:3:48: shots.a.duration: must be 4 to 15 seconds, not 99\n"
            "    3 |   a: {prompt: He goes [[stuck]] now, duration: 99}\n"
            "      |                                                ^^\n"
            "   help: what is longer takes several shots"
        ),
    ),
    "a list of texts with a bracket in one": (
        "version: 1\nshots: {a: {prompt: x, tags: [sea [night], storm]}}\n",
        (
            "storyboard.yaml:2:31: shots.a.tags[1]: text with [ in it needs quotes here: unquoted, it opens a list\n"
            "    2 | shots: {a: {prompt: x, tags: [sea [night], storm]}}\n"
            "      |                               ^^^^^^^^^^^\n"
            '   help: write "sea [night]"'
        ),
    ),
    "a comment in a text of several lines": (
        "version: 1\nshots:\n  a:\n    prompt: A man\n      goes to #3 of the\n      beach huts\n",
        (
            "storyboard.yaml:5:15: shots.a: this # begins a comment, which ends the text: the line below belongs to nothing\n"
            "    5 |       goes to #3 of the\n"
            "      |               ^^^^^^^^^\n"
            "   help: quote the whole text; of a comment, write a blank after its #"
        ),
    ),
    "prices of a model that there is not": (
        _SHOT
        + "prices:\n  as_of: 2026-07-23\n  seedance-2.0-mni:\n"
        + "    720p: {usd_per_second: 1, with_reference_video: 1}\n",
        (
            "storyboard.yaml:7:3: prices.seedance-2.0-mni: no model is named `seedance-2.0-mni`\n"
            "    7 |   seedance-2.0-mni:\n"
            "      |   ^^^^^^^^^^^^^^^^\n"
            "   help: did you mean `seedance-2.0-mini`?"
        ),
    ),
    "prices of a resolution that the model does not make": (
        _SHOT
        + "prices:\n  as_of: 2026-07-23\n  seedance-2.0-mini:\n"
        + "    1080p: {usd_per_second: 1, with_reference_video: 1}\n",
        (
            "storyboard.yaml:8:5: prices.seedance-2.0-mini.1080p: `1080p` is no resolution of this model\n"
            "    8 |     1080p: {usd_per_second: 1, with_reference_video: 1}\n"
            "      |     ^^^^^\n"
            "   help: there is 480p or 720p"
        ),
    ),
    "prices of no resolution": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {big: {usd_per_second: 1, with_reference_video: 1}}}\n",
        (
            "storyboard.yaml:5:49: prices.seedance-2.0-mini.big: a resolution is written like 720p\n"
            "    5 | prices: {as_of: 2026-07-23, seedance-2.0-mini: {big: {usd_per_second: 1, with_reference_video: 1}}}\n"
            "      |                                                 ^^^\n"
            "   help: give it another name"
        ),
    ),
    "price key unknown": (
        _SHOT
        + "prices: {as_of: 2026-07-23, seedance-2.0-mini: {720p: {usd_per_sec: 1, usd_per_second: 1, with_reference_video: 1}}}\n",
        (
            "storyboard.yaml:5:56: prices.seedance-2.0-mini.720p.usd_per_sec: is not a field of `720p`\n"
            "    5 | …7-23, seedance-2.0-mini: {720p: {usd_per_sec: 1, usd_per_second: 1, with_reference_video: 1}}}\n"
            "      |                                   ^^^^^^^^^^^\n"
            "   help: did you mean `usd_per_second`?"
        ),
    ),
    "vars {a b: x}": (
        _SHOT + "vars: {a b: x}\n",
        (
            "storyboard.yaml:5:8: vars.a b: a name has no blanks, dots or braces: `{{ names }}` could not tell them apart\n"
            "    5 | vars: {a b: x}\n"
            "      |        ^^^\n"
            "   help: give it another name"
        ),
    ),
    "vars {a.b: x}": (
        _SHOT + "vars: {a.b: x}\n",
        (
            "storyboard.yaml:5:8: vars.a.b: a name has no blanks, dots or braces: `{{ names }}` could not tell them apart\n"
            "    5 | vars: {a.b: x}\n"
            "      |        ^^^\n"
            "   help: give it another name"
        ),
    ),
    "vars {a: [b]}": (
        _SHOT + "vars: {a: [b]}\n",
        (
            "storyboard.yaml:5:11: vars.a: must be text, a number, true or false or a mapping, not a list\n"
            "    5 | vars: {a: [b]}\n"
            "      |           ^^^\n"
            "   help: `seedance-make schema` shows what may stand here"
        ),
    ),
    "vars {a: ~}": (
        _SHOT + "vars: {a: ~}\n",
        (
            "storyboard.yaml:5:11: vars.a: must be text, a number, true or false or a mapping, not nothing\n"
            "    5 | vars: {a: ~}\n"
            "      |           ^\n"
            "   help: write a value, or leave it out"
        ),
    ),
    "vars {a: {b: {c: 2026}}}": (
        _SHOT + "vars: {a: {b: {c: 2026}}}\n",
        "",
    ),
    "styles number": (
        _SHOT + "styles: {noir: 5}\n",
        (
            "storyboard.yaml:5:16: styles.noir: must be text, not the number 5\n"
            "    5 | styles: {noir: 5}\n"
            "      |                ^\n"
            '   help: quote it: "5"'
        ),
    ),
    "styles blank": (
        _SHOT + 'styles: {noir: ""}\n',
        (
            "storyboard.yaml:5:16: styles.noir: must not be blank\n"
            '    5 | styles: {noir: ""}\n'
            "      |                ^^\n"
            "   help: write the text, or leave the field out"
        ),
    ),
    "cast text only": (
        _SHOT + "cast: {mara: Mara}\n",
        (
            "storyboard.yaml:5:14: cast.mara: must be a mapping, not text\n"
            "    5 | cast: {mara: Mara}\n"
            "      |              ^^^^\n"
            "   help: write `{text: …}`"
        ),
    ),
    "cast empty member": (
        _SHOT + "cast: {mara: {}}\n",
        (
            "storyboard.yaml:5:14: cast.mara: must not be empty\n"
            "    5 | cast: {mara: {}}\n"
            "      |              ^^\n"
            "   help: leave it out"
        ),
    ),
    "profile name": (
        _SHOT + "profiles: {a/b: {duration: 4}, x-simulated: {}}\n",
        (
            "storyboard.yaml:5:12: profiles.a/b: a profile's name is made of A-Z a-z 0-9 . _ -, and does not end in `simulated`\n"
            "    5 | profiles: {a/b: {duration: 4}, x-simulated: {}}\n"
            "      |            ^^^\n"
            "   help: give it another name\n"
            "storyboard.yaml:5:32: profiles.x-simulated: a profile's name is made of A-Z a-z 0-9 . _ -, and does not end in `simulated`\n"
            "    5 | profiles: {a/b: {duration: 4}, x-simulated: {}}\n"
            "      |                                ^^^^^^^^^^^\n"
            "   help: give it another name"
        ),
    ),
    "lint text": (
        _SHOT + "lint: {ignore: web-search-with-media}\n",
        (
            "storyboard.yaml:5:16: lint.ignore: must be a list, not text\n"
            "    5 | lint: {ignore: web-search-with-media}\n"
            "      |                ^^^^^^^^^^^^^^^^^^^^^\n"
            "   help: write `ignore: [web-search-with-media]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "lint name": (
        _SHOT + "lint: {ignore: [Web Search]}\n",
        (
            "storyboard.yaml:5:17: lint.ignore[0]: must be the name of a warning, such as web-search-with-media, not Web Search\n"
            "    5 | lint: {ignore: [Web Search]}\n"
            "      |                 ^^^^^^^^^^\n"
            "   help: `seedance-make schema` shows what may stand here"
        ),
    ),
    "include text": (
        _SHOT + "include: act2.yaml\n",
        (
            "storyboard.yaml:5:10: include: must be a list, not text\n"
            "    5 | include: act2.yaml\n"
            "      |          ^^^^^^^^^\n"
            "   help: write `include: [act2.yaml]`, or each entry on a line of its own, after `- `"
        ),
    ),
    "include number": (
        _SHOT + "include: [5]\n",
        (
            "storyboard.yaml:5:11: include[0]: must be text, not the number 5\n"
            "    5 | include: [5]\n"
            "      |           ^\n"
            '   help: quote it: "5"'
        ),
    ),
    "include missing": (
        _SHOT + "include: [act2.yaml]\n",
        (
            "storyboard.yaml:5:11: include[0]: there is no such file\n"
            "    5 | include: [act2.yaml]\n"
            "      |           ^^^^^^^^^\n"
            "   help: paths are relative to the file that names them"
        ),
    ),
    "include itself": (
        _SHOT + "include: [storyboard.yaml]\n",
        (
            "storyboard.yaml:5:11: include[0]: the file includes itself\n"
            "    5 | include: [storyboard.yaml]\n"
            "      |           ^^^^^^^^^^^^^^^\n"
            "   help: remove the entry"
        ),
    ),
    "include outside": (
        _SHOT + "include: [../x.yaml, /etc/passwd]\n",
        (
            "storyboard.yaml:5:11: include[0]: an included file must be inside the project\n"
            "    5 | include: [../x.yaml, /etc/passwd]\n"
            "      |           ^^^^^^^^^\n"
            "   help: copy it beside the manifest\n"
            "storyboard.yaml:5:22: include[1]: an included file must be inside the project\n"
            "    5 | include: [../x.yaml, /etc/passwd]\n"
            "      |                      ^^^^^^^^^^^\n"
            "   help: copy it beside the manifest"
        ),
    ),
    "include backslash": (
        _SHOT + "include: ['acts\\2.yaml']\n",
        (
            "storyboard.yaml:5:11: include[0]: a path is written with `/`\n"
            "    5 | include: ['acts\\2.yaml']\n"
            "      |           ^^^^^^^^^^^^^\n"
            "   help: write `acts/2.yaml`"
        ),
    ),
    "comment in a note silenced": (
        _SHOT + "    note: a #3 b\nlint: {ignore: [comment-in-text]}\n",
        "",
    ),
    "at as a time code": (
        _SHOT + "  b: {prompt: x, first_frame: {shot: a, at: 0:02}}\n",
        (
            "storyboard.yaml:5:45: shots.b.first_frame.at: must be a number, not text\n"
            "    5 |   b: {prompt: x, first_frame: {shot: a, at: 0:02}}\n"
            "      |                                             ^^^^\n"
            "   help: write it in seconds, such as `at: 2.5`"
        ),
    ),
    "at below zero": (
        _SHOT + "  b: {prompt: x, first_frame: {shot: a, at: -0.5}}\n",
        (
            "storyboard.yaml:5:45: shots.b.first_frame.at: must be 0 to 3,600 seconds, not -0.5\n"
            "    5 |   b: {prompt: x, first_frame: {shot: a, at: -0.5}}\n"
            "      |                                             ^^^^\n"
            "   help: write it in seconds, such as `at: 2.5`"
        ),
    ),
    "at without a shot": (
        _SHOT + "  b: {prompt: x, first_frame: {at: 2.5}}\n",
        (
            "storyboard.yaml:5:18: shots.b.first_frame: `shot` is missing\n"
            "    5 |   b: {prompt: x, first_frame: {at: 2.5}}\n"
            "      |                  ^^^^^^^^^^^\n"
            "   help: name the shot: `{shot: NAME, frame: last}`"
        ),
    ),
    "a pin in a profile": (
        _SHOT + "profiles: {draft: {pin: 0a1b2c3d4e5f}}\n",
        (
            "storyboard.yaml:5:25: profiles.draft.pin: must be null in a profile, not 0a1b2c3d4e5f\n"
            "    5 | profiles: {draft: {pin: 0a1b2c3d4e5f}}\n"
            "      |                         ^^^^^^^^^^^^\n"
            "   help: `pin: null` unsets what the shots say"
        ),
    ),
    "a profile that unsets pins": (_SHOT + "profiles: {draft: {pin: null}}\n", ""),
}
