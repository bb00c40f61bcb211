"""The file of a district's client secrets is its owner's alone, and written only when it says something new."""

import json
import stat
from pathlib import Path

import pytest

from hallpass.provisioning.secret_file import write_secrets

URL = "https://id.example/token"


def test_it_is_its_owners_alone_and_says_where_to_get_tokens(tmp_path: Path) -> None:
    path = tmp_path / "clients" / "lakeside.json"
    assert write_secrets(path, URL, {"lakeside-app": "s3cret"})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert json.loads(path.read_bytes()) == {"token_url": URL, "clients": {"lakeside-app": "s3cret"}}
    assert list(path.parent.iterdir()) == [path]


def test_the_same_again_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "lakeside.json"
    write_secrets(path, URL, {"a": "1"})
    before = path.stat()
    assert not write_secrets(path, URL, {"a": "1"})
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert write_secrets(path, URL, {"a": "2"})


def test_a_file_that_others_may_read_is_not_trusted_with_more(tmp_path: Path) -> None:
    path = tmp_path / "lakeside.json"
    path.write_text("{}")
    path.chmod(0o644)
    with pytest.raises(PermissionError):
        write_secrets(path, URL, {"a": "1"})
    assert path.read_text() == "{}"
