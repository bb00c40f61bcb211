"""The small language of the rules."""

from __future__ import annotations

import pytest

from hallpass.decision.screening.language import Malformed, compiled

VOCABULARY = {"kin": "dad|mom", "any_kin": "my {kin}\nthe {kin}", "a": "{b}", "b": "{a}"}


def found(pattern: str, text: str) -> str | None:
    match = compiled(pattern, VOCABULARY).search(text.encode())
    return None if match is None else text[match.start() : match.end()]


@pytest.mark.parametrize(
    "pattern, text, match",
    [
        ("shut up", "so shut, up now", "shut, up"),
        ("shut up", "shutup", None),
        ("shut up", "shut. up", None),
        ("ass", "class", None),
        ("<ass", "class", "ass"),
        ("ass>", "assess", "ass"),
        ("hit <2> hard", "hit him so hard", "hit him so hard"),
        ("hit <2> hard", "hit hard", "hit hard"),
        ("hit <2> hard", "hit him so very hard", None),
        ("hit <2>", "hit him now", "hit him now"),
        ("{kin} hits", "my dad hits", "dad hits"),
        ("{any_kin} hits", "the mom hits", "the mom hits"),
        ("one\ntwo", "two", "two"),
        ("a|ab", "ab", "ab"),
        (r"a[ x]b", "a b", "a b"),
    ],
)
def test_a_pattern_matches(pattern: str, text: str, match: str | None) -> None:
    assert found(pattern, text) == match


@pytest.mark.parametrize("pattern", ["", "  \n ", "(", "{nobody}", "{a}", "hit <1>{kin}", r"(a)\1"])
def test_a_malformed_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(Malformed):
        compiled(pattern, VOCABULARY)
