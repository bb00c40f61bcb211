"""One suite for each data folder."""

import os
from pathlib import Path

import pytest

from hallpass.embedded.lock import FolderLock
from hallpass.embedded.trouble import CannotStart


def test_the_second_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "data"), pytest.raises(CannotStart, match=f"in use by process {os.getpid()}"):
        FolderLock(tmp_path / "data").acquire()


def test_released_it_can_be_taken_again(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "data"):
        pass
    with FolderLock(tmp_path / "data"):
        assert (tmp_path / "data" / "suite.lock").read_text() == str(os.getpid())


def test_a_folder_that_cannot_be_made_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CannotStart, match="cannot be used"):
        FolderLock(tmp_path / "file" / "data").acquire()
