"""One fingerprint a model that ships, frozen: a default that changes in its file would make its users buy their film again.

A new model gets a line; a line never changes.
"""

import pytest
from plan_samples import print_of
from resolving import resolved

from seedance_make.load.models.library import shipped_models

FROZEN = {
    "seedance-2.0-mini": "224b3c3287b8e16961b640f775bdd851c8cb12259b25e25e9b7f6bfbd7baad08",
    "doubao-seedance-2.0": "7fe50c3668ced99022bbc2dc74cdef5c9e698d3ddc70ad51cc0c3f4090913222",
    "doubao-seedance-2.0-face": "0d658d53aefe974e3807eadb5c7aa777ef0c77f2cf481583ea92a46900882ec1",
    "doubao-seedance-2.0-fast": "3a839d98face1ed25e47575bbc3ed0ba878bc00e865378d21371d2f39ecb079c",
    "doubao-seedance-2.0-fast-face": "29ad27cf3b4776f6df277dee0422bdee2154b83650b1dc25fc1f5aff4565e591",
    "doubao-seedance-2.5": "89c0d1bebd1d010eef0ce69d2bd89fbc344410a059557f9cead54d9ad517b572",
    "seedance-2.0-beta": "fac41b98bc84c37de3692ff98d56536a4f78c8a040664ce2e592bbb5b7c0a4fd",
    "seedance-2.0-fast-beta": "6c8ad07da76257b4a2b1dcc7c342877b09f0284bb5b508cf52a3e38054943a90",
}

FILM = """\
defaults: {model: MODEL}
shots:
  a: {prompt: A red boat at dawn}
"""


@pytest.mark.parametrize("model", shipped_models())
def test_what_identifies_a_plain_request_is_what_it_was(model: str) -> None:
    (shot,) = resolved(FILM.replace("MODEL", model)).shots
    assert print_of(shot) == FROZEN[model]
