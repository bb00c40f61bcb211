"""Keys are read only from files that nobody else can read; one mounted as Kubernetes does it is such a file."""

from pathlib import Path

import pytest

from hallpass.kernel.private_file import is_private, private_file

ROOT, US, SOMEBODY = 0, 10_001, 1_000
OURS = {US, 20_001}
"""The groups that the process is in: `fsGroup`, and another."""


@pytest.mark.parametrize("owner,us", [(US, US), (ROOT, ROOT), (ROOT, US)])
@pytest.mark.parametrize("mode", [0o100600, 0o100400, 0o100700])
def test_a_file_of_its_owner_alone_is_private(mode: int, owner: int, us: int) -> None:
    assert is_private(mode, (owner, SOMEBODY), us, OURS)


@pytest.mark.parametrize("mode", [0o100440, 0o100640], ids=["read-only", "the owner may write"])
def test_so_is_a_mounted_secret_that_root_owns_and_our_group_may_only_read(mode: int) -> None:
    for group in OURS:
        assert is_private(mode, (ROOT, group), US, OURS)


@pytest.mark.parametrize(
    "mode,owner,us",
    [
        (0o100440, US, US),
        (0o100440, SOMEBODY, US),
        (0o100440, ROOT, ROOT),
        (0o100460, ROOT, US),
        (0o100450, ROOT, US),
        (0o100420, ROOT, US),
        (0o100444, ROOT, US),
        (0o100404, ROOT, US),
        (0o100640, US, US),
    ],
    ids=[
        "of our own",
        "of somebody",
        "we are root",
        "the group may write",
        "the group may run",
        "the group may write alone",
        "others may read",
        "others alone may read",
        "usual",
    ],
)
def test_no_other_file_is_that_a_group_or_others_can_reach(mode: int, owner: int, us: int) -> None:
    assert not is_private(mode, (owner, US), us, OURS)


@pytest.mark.parametrize(
    "group, ours", [(SOMEBODY, OURS), (ROOT, {*OURS, ROOT})], ids=["not ours", "root's, though we are in it"]
)
def test_nor_a_mounted_one_whose_group_is_not_our_own(group: int, ours: set[int]) -> None:
    assert not is_private(0o100440, (ROOT, group), US, ours)


def test_a_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert private_file(path, lambda: b"first") == b"first"
    assert private_file(path, lambda: b"second") == b"first"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_file_that_others_can_read_is_refused_and_its_content_not_told(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(b"secret")
    path.chmod(0o644)
    with pytest.raises(PermissionError, match=r"run: chmod 600") as refused:
        private_file(path, lambda: b"")
    assert "secret" not in str(refused.value)
