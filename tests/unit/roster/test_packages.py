"""Packages as they are handed in: zips and folders, whole, hostile and broken."""

import io
import random
import stat
from pathlib import Path

import pytest

from builders.packages import (
    a_bomb,
    a_manifest,
    a_package,
    damaged,
    lying_about_size,
    unpacked,
    zip_with_entry,
    zipped,
)
from hallpass.roster.oneroster.package import Limits
from unit.roster.readings import read

PLACE = ("package", 0, None)


def codes(found: list[tuple[str, int, str | None, str]]) -> list[str]:
    return [code for *_place, code in found]


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_package_to_the_letter_has_no_problem_even_when_read_strictly(version: str) -> None:
    found = read(a_package(version), strict=True)
    assert (found.errors, found.warnings) == ([], [])
    assert found.reading.version == version
    assert found.reading.counts["users.csv"] == 4


def test_a_folder_reads_like_the_zip(tmp_path: Path) -> None:
    assert read(unpacked(a_package(), tmp_path / "package")).rows == read(a_package()).rows


def test_one_folder_may_wrap_the_files_and_apple_litter_is_passed_over() -> None:
    files: dict[str, str | bytes] = {f"export/{name}": text for name, text in a_package().items()}
    files |= {"__MACOSX/export/._users.csv": b"\0\0", "export/.DS_Store": b"\0"}
    found = read(zipped(files))
    assert (found.errors, found.warnings) == ([], [])
    assert found.reading.counts["users.csv"] == 4


def test_other_files_are_never_opened() -> None:
    files = a_package() | {"results.csv": "\0 grades of children \0", "notes.txt": "\0"}
    found = read(files)
    assert found.errors == []
    assert ("package", 0, None, "other_file") in found.warnings
    assert ("manifest.csv", 0, "file.results", "unannounced_file") in found.warnings


@pytest.mark.parametrize(
    "name",
    [
        "../users.csv",
        "export/../../users.csv",
        "/etc/users.csv",
        "C:/users.csv",
        "..\\users.csv",
        "export//users.csv",
        "./users.csv",
        "us\x01ers.csv",
    ],
)
def test_a_name_that_leads_out_of_the_package_refuses_it(name: str) -> None:
    found = read(zip_with_entry(name))
    assert "path" in codes(found.errors)
    assert found.rows == {}
    assert name not in str(found.reading.report.problems())


def test_a_name_with_a_nul_refuses_it() -> None:
    assert "path" in codes(read(zip_with_entry("users\0.csv")).errors)


def test_a_link_and_a_device_refuse_it() -> None:
    assert codes(read(zip_with_entry("link.csv", mode=stat.S_IFLNK | 0o777, content=b"/etc/passwd")).errors) == ["link"]
    assert codes(read(zip_with_entry("pipe.csv", mode=stat.S_IFIFO | 0o666)).errors) == ["link"]


def test_an_encrypted_entry_refuses_it() -> None:
    assert codes(read(zip_with_entry("more.csv", flags=0x1)).errors) == ["encrypted"]


def test_a_method_other_than_deflate_refuses_it() -> None:
    data = bytearray(zipped(a_package()).getvalue())
    at = data.rindex(b"PK\x01\x02")
    data[at + 10 : at + 12] = (14).to_bytes(2, "little")
    assert codes(read(io.BytesIO(bytes(data))).errors) == ["method"]


def test_deeper_folders_and_files_beside_the_wrapping_folder_refuse_it() -> None:
    deep: dict[str, str | bytes] = {f"a/b/{name}": text for name, text in a_package().items()}
    assert codes(read(zipped(deep)).errors) == ["nested"]
    beside: dict[str, str | bytes] = {f"a/{name}": text for name, text in a_package().items()}
    assert codes(read(zipped(beside | {"users.csv": "x"})).errors) == ["nested"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_refuses_it() -> None:
    assert codes(read(zip_with_entry("users.csv")).errors) == ["duplicate_file"]
    assert codes(read(zip_with_entry("USERS.csv")).errors) == ["duplicate_file"]


def test_a_bomb_is_stopped_by_its_ratio_before_it_is_unpacked() -> None:
    limits = Limits(ratio=50, ratio_from=100_000)
    found = read(a_bomb(5_000_000), limits=limits)
    assert ("users.csv", 0, None, "zip_bomb") in found.errors
    assert len(found.rows["stage_person"]) < 20_000, "it went on after the limit of about 1 MB"


def test_a_package_is_stopped_by_its_size_over_all_files() -> None:
    found = read(a_bomb(300_000), limits=Limits(unpacked=200_000))
    assert ("users.csv", 0, None, "too_large") in found.errors
    assert ("enrollments.csv", 0, None, "too_large") in found.errors


def test_a_file_that_lies_about_its_size_or_is_damaged_is_an_error() -> None:
    assert ("users.csv", 0, None, "damaged") in read(lying_about_size("users.csv")).errors
    assert ("users.csv", 0, None, "damaged") in read(damaged("users.csv")).errors


def test_too_many_entries_are_refused_before_the_directory_is_read() -> None:
    files: dict[str, str | bytes] = {f"{number}.txt": "" for number in range(20)}
    assert read(zipped(files), limits=Limits(entries=10)).errors == [(*PLACE, "too_many_entries")]
    lying = bytearray(zipped(a_package()).getvalue())
    end = lying.rindex(b"PK\x05\x06")
    lying[end + 12 : end + 16] = (1 << 30).to_bytes(4, "little")
    assert read(io.BytesIO(bytes(lying))).errors == [(*PLACE, "too_many_entries")]


def test_zip64_is_refused() -> None:
    data = zipped(a_package()).getvalue()
    end = data.rindex(b"PK\x05\x06")
    locator = b"PK\x06\x07" + bytes(16)
    assert read(io.BytesIO(data[:end] + locator + data[end:])).errors == [(*PLACE, "not_a_zip")]


@pytest.mark.parametrize("content", [b"", b"sourcedId,status\n", b"PK\x05\x06", b"PK\x05\x06" + b"\xff" * 18])
def test_what_is_no_zip_is_an_error(content: bytes) -> None:
    assert read(io.BytesIO(content)).reading.report.refused


def test_a_cut_off_zip_is_an_error() -> None:
    data = zipped(a_package()).getvalue()
    assert read(io.BytesIO(data[: len(data) // 2])).errors == [(*PLACE, "not_a_zip")]
    assert read(io.BytesIO(data[len(data) // 2 :])).reading.report.refused


def test_a_zip_with_any_of_its_bytes_changed_is_read_or_refused_and_nothing_else() -> None:
    whole = zipped(a_package()).getvalue()
    chance = random.Random(1)
    for _ in range(400):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            # Three of four changes hit the directory, where the lies are told.
            start = whole.index(b"PK\x01\x02") if chance.random() < 0.75 else 0
            data[chance.randrange(start, len(data))] = chance.randrange(256)
        found = read(io.BytesIO(bytes(data)))
        assert found.rows or found.reading.report.refused


def test_a_folder_with_a_link_is_refused_and_the_link_not_followed(tmp_path: Path) -> None:
    folder = unpacked(a_package(without=["users"]), tmp_path / "package")
    secret = tmp_path / "secret.csv"
    secret.write_text("secret")
    (folder / "users.csv").symlink_to(secret)
    found = read(folder)
    assert (*PLACE, "link") in found.errors
    assert "stage_person" not in found.rows


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    assert read(tmp_path / "nowhere").errors == [(*PLACE, "unreadable")]


def test_a_manifest_that_announces_what_is_not_there_refuses_a_truncated_package() -> None:
    files = a_package()
    del files["enrollments.csv"]
    assert read(files).errors == [("manifest.csv", 0, "file.enrollments", "missing_file")]


def test_delta_files_are_named_as_not_accepted_yet() -> None:
    found = read(a_package(manifest=a_manifest("1.2", {"users": "delta"})))
    assert ("manifest.csv", 0, "file.users", "delta") in found.errors
    [message] = [p.message for p in found.reading.report.problems("error")]
    assert message == "Delta files are not accepted yet: send the whole file (bulk)."


def test_a_package_without_manifest_is_read_by_its_files_unless_strictly() -> None:
    files = a_package()
    del files["manifest.csv"]
    assert (read(files).reading.version, read(files).errors) == ("1.2", [])
    assert read(files, strict=True).errors == [(*PLACE, "missing_manifest")]


def test_a_strict_reader_wants_every_file_mentioned_in_the_manifest() -> None:
    manifest = "".join(line for line in a_package()["manifest.csv"].splitlines(keepends=True) if "results" not in line)
    assert read(a_package(manifest=manifest)).warnings == []
    assert read(a_package(manifest=manifest), strict=True).errors == [
        ("manifest.csv", 0, "file.results", "missing_property")
    ]
    old = a_package()["manifest.csv"].replace("manifest.version,1.0", "manifest.version,0.9")
    assert read(a_package(manifest=old), strict=True).errors == [
        ("manifest.csv", 0, "manifest.version", "manifest_version")
    ]


def test_another_version_is_refused() -> None:
    found = read(a_package(manifest=a_manifest("2.0", {})))
    assert ("manifest.csv", 0, "oneroster.version", "version") in found.errors


def test_the_manifest_alone_says_that_nothing_changed() -> None:
    found = read({"manifest.csv": a_manifest("1.2", {"users": "absent"})}, strict=True)
    assert (found.errors, found.rows, found.reading.given) == ([], {}, set())


def test_two_guardian_files_are_one_too_many() -> None:
    files = a_package(guardians="student_id,guardian_id\n")
    assert read(files, b"student_id\n").errors == [("guardians.csv", 0, None, "duplicate_file")]
