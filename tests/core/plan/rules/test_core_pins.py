"""What a plan says of pins: the clip must be somewhere, and others should be able to have it."""

from typing import Any

from plan_samples import CLIP_A, document_of, plan, shot

PIN = CLIP_A[:12]


def said(**facts: Any) -> tuple[str, list[tuple[str, str, str, str, str | None]]]:
    found = plan(shot(pin=PIN), **facts)
    problems = [(p.severity.value, p.name, p.path, p.message, p.help) for p in found.problems]
    return found.actions[0].kind.value, problems


def test_a_pin_that_names_no_clip_is_an_error() -> None:
    assert said() == (
        "lost",
        [
            (
                "error",
                "unknown-pin",
                "shots.door.pin",
                f"no clip is known by {PIN}: not to the lock file, nor to the store",
                "remove the pin, or fix the clip that is chosen now: seedance-make pin door",
            )
        ],
    )


def test_a_pinned_clip_without_a_receipt_is_a_warning() -> None:
    assert said(pins={PIN: CLIP_A}, at_hand=frozenset({CLIP_A})) == (
        "restore",
        [
            (
                "warning",
                "pin-without-receipt",
                "shots.door.pin",
                f"the clip {PIN} has no receipt in the lock file: only this machine can have it",
                "build the take without the pin once, so that its receipt is written",
            )
        ],
    )


def test_a_pinned_clip_with_its_receipt_is_no_problem() -> None:
    facts = {"pins": {PIN: CLIP_A}, "at_hand": frozenset({CLIP_A}), "receipted": frozenset({CLIP_A})}
    assert said(**facts) == ("restore", [])


def test_a_pinned_clip_that_another_model_made_is_a_warning() -> None:
    facts: dict[str, Any] = {
        "pins": {PIN: CLIP_A},
        "at_hand": frozenset({CLIP_A}),
        "receipted": frozenset({CLIP_A}),
    }
    assert said(**facts, clip_documents={CLIP_A: document_of(shot())}) == ("restore", [])
    assert said(**facts, clip_documents={CLIP_A: document_of(shot(model="other"))}) == (
        "restore",
        [
            (
                "warning",
                "pinned-other-model",
                "shots.door.pin",
                f"the clip {PIN} was made by other, and the shot asks for seedance-2.0-mini",
                "unset the pin: `pin: null` in the shot, or in the profile that changes the model",
            )
        ],
    )


def test_a_simulated_build_has_no_pins() -> None:
    assert said(origin="simulator") == ("buy", [])
