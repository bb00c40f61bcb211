"""Where the children keep things: short sockets, and what a lent account can reach."""

import os
from pathlib import Path

import pytest

from hallpass.embedded.accounts import Account
from hallpass.embedded.opa_binary import find
from hallpass.embedded.places import SOCKET_BYTES, run_folder
from hallpass.embedded.trouble import CannotStart

STRANGER = Account(uid=54_321, gid=54_321)


def test_a_short_data_folder_keeps_its_sockets(tmp_path: Path) -> None:
    assert run_folder(tmp_path) == tmp_path / "run"


def test_a_long_one_gets_a_short_place_and_remembers_it(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * SOCKET_BYTES)
    deep.mkdir()
    short = run_folder(deep)
    assert len(os.fsencode(short)) < SOCKET_BYTES / 2
    assert run_folder(deep) == short
    short.rmdir()


def test_a_remembered_place_that_is_gone_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "run").symlink_to(tmp_path / "gone")
    place = run_folder(tmp_path)
    assert place.is_dir()
    place.rmdir()


def test_a_private_folder_on_the_way_keeps_an_account_out(tmp_path: Path) -> None:
    inner = tmp_path / "private" / "inner"
    inner.mkdir(parents=True)
    inner.parent.chmod(0o700)
    assert not STRANGER.reaches(inner)
    assert STRANGER.reaches(Path("/"))


def test_an_owner_passes_through_a_private_folder_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir(mode=0o700)
    owner = Account(uid=folder.stat().st_uid, gid=folder.stat().st_gid)
    assert owner.enters(folder)
    assert not STRANGER.enters(folder)


def test_opa_is_the_one_that_make_put_beside_the_checkout(tmp_path: Path) -> None:
    made = tmp_path / ".tools" / "bin" / "opa"
    made.parent.mkdir(parents=True)
    made.touch()
    assert find(tmp_path, on_path=lambda _: None) == made


def test_without_opa_one_sentence_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="is missing: `make run` gets it"):
        find(tmp_path, on_path=lambda _: None)
