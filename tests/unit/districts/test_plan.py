"""The plan of a folder: what is new, changed and gone since the last time, and nothing else."""

from pathlib import Path

from builders.district_folder import CONSENT, DISTRICT, district_folder
from hallpass.districts.plan import difference, digests
from hallpass.districts.reader import read_folder


def test_the_same_words_are_no_difference(tmp_path: Path) -> None:
    before = digests(read_folder(district_folder(tmp_path)))
    again = district_folder(tmp_path, district="# a comment\n" + DISTRICT)
    plan = difference(before, read_folder(again))
    assert (plan.put, plan.taken_back, plan.new, plan.changed) == ({}, (), 0, 0)


def test_only_what_differs_is_put_and_what_is_gone_is_taken_back(tmp_path: Path) -> None:
    before = digests(read_folder(district_folder(tmp_path)))
    changed = district_folder(
        tmp_path,
        district=DISTRICT.replace("name: Blog", "name: Our Blog") + "directory_opt_outs: [s-1]\nstaff: [{id: t-1}]\n",
        consent=CONSENT[CONSENT.index("answers") :],
    )
    plan = difference(before, read_folder(changed))
    assert set(plan.put) == {("register", "platform/blog"), ("staff", "t-1"), ("facts", "answers/s-1")}
    assert plan.taken_back == (("facts", "notice/n-1"),)
    assert (plan.new, plan.changed) == (1, 2)


def test_what_was_applied_is_noted_collection_by_collection(tmp_path: Path) -> None:
    folder = read_folder(district_folder(tmp_path))
    plan = difference({("facts", "notice/old"): "x"}, folder)
    noted = plan.noted("facts")
    assert noted["facts", "notice/old"] is None
    assert set(noted) == {("facts", "notice/old"), ("facts", "notice/n-1"), ("facts", "answers/s-1")}
