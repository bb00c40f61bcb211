"""Every room has the same plan: a newcomer who knows one service finds their way in the others."""

from pathlib import Path

import pytest

from architecture.checkout import PACKAGE
from architecture.floor_plan import OWN, missing, strangers


@pytest.mark.parametrize("room", OWN)
def test_a_room_has_only_the_names_of_the_plan_and_its_own(room: str) -> None:
    assert strangers(PACKAGE / room, OWN[room]) == []


@pytest.mark.parametrize("room", OWN)
def test_the_names_of_its_own_that_the_plan_gives_a_room_are_there(room: str) -> None:
    assert missing(PACKAGE / room, OWN[room]) == []


def test_a_name_outside_the_plan_is_found(tmp_path: Path) -> None:
    for name in ("model.py", "helpers.py", "oneroster"):
        (tmp_path / name).touch()
    assert strangers(tmp_path, frozenset({"oneroster"})) == ["helpers"]


def test_a_plan_that_has_aged_is_found(tmp_path: Path) -> None:
    (tmp_path / "model.py").touch()
    assert missing(tmp_path, frozenset({"oneroster"})) == ["oneroster"]
