"""The manifest: which version the package is of, and which files it holds."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from hallpass.roster.oneroster.columns import Version
from hallpass.roster.oneroster.lines import Lines, Unreadable
from hallpass.roster.oneroster.package import PACKAGE, Package
from hallpass.roster.oneroster.report import Report

MANIFEST = "manifest.csv"
GUARDIANS = "guardians.csv"

# Everything that a version knows by name, read by us or not.
FILES_1_1 = (
    "academicSessions",
    "categories",
    "classResources",
    "classes",
    "courseResources",
    "courses",
    "demographics",
    "enrollments",
    "lineItems",
    "orgs",
    "resources",
    "results",
    "users",
)
ONLY_1_2 = (
    "lineItemLearningObjectiveIds",
    "lineItemScoreScales",
    "resultLearningObjectiveIds",
    "resultScoreScales",
    "roles",
    "scoreScales",
    "userProfiles",
    "userResources",
)
KNOWN_FILES = (*FILES_1_1, *ONLY_1_2)
MODES = ("absent", "bulk", "delta")


@dataclass(frozen=True, slots=True)
class Contents:
    """What there is to read: the version, and the name in the package of each file of the specification."""

    version: Version
    files: Mapping[str, str]


def read_manifest(package: Package, report: Report) -> Contents:
    """The package's contents, agreed between the manifest and the files that are there.

    A lenient reader also takes a package without manifest, and files that the manifest forgets. Raises Unreadable
    when the manifest cannot be read at all.
    """
    present = _present(package, report)
    if MANIFEST not in package.names:
        report.deviation(PACKAGE, 0, "missing_manifest", "The package has no manifest.csv.")
        return Contents("1.2" if "roles" in present else "1.1", present)
    properties = _properties(package, report)
    for name in KNOWN_FILES:
        _check_mode(name, properties.get(f"file.{name}"), present, report)
    version = _version(properties, present, report)
    if report.strict:
        _check_letter(version, properties, report)
    return Contents(version, present)


def _present(package: Package, report: Report) -> dict[str, str]:
    """Known files by their name in the specification; a lenient reader does not mind the case of a file's name."""
    spelled = {f"{name}.csv".lower(): name for name in KNOWN_FILES}
    present: dict[str, str] = {}
    for written in sorted(package.names - {MANIFEST, GUARDIANS}):
        name = spelled.get(written.lower())
        if name is None:
            report.deviation(PACKAGE, 0, "other_file", "A .csv file that the specification does not know is not read.")
        elif name in present:
            report.error(PACKAGE, 0, "duplicate_file", "Two files differ only in the case of their name.")
        else:
            if written != f"{name}.csv":
                report.deviation(f"{name}.csv", 0, "file_name", "The file's name is spelled differently.")
            present[name] = written
    return present


def _properties(package: Package, report: Report) -> dict[str, str]:
    found: dict[str, str] = {}
    with package.open(MANIFEST) as stream:
        reader = csv.reader(Lines(stream, MANIFEST, report), strict=True)
        try:
            header = next(reader, [])
            if [name.strip().lower() for name in header] != ["propertyname", "value"]:
                report.error(MANIFEST, 1, "header_missing", "The header is not propertyName,value.")
                raise Unreadable
            for row in reader:
                if len(row) >= 2:  # noqa: PLR2004 - a name and a value
                    found[row[0].strip()] = row[1].strip()
        except csv.Error:
            report.error(MANIFEST, reader.line_num, "quoting", "The quotes of a cell are not closed.")
            raise Unreadable from None
    return found


def _check_mode(name: str, mode: str | None, present: Mapping[str, str], report: Report) -> None:
    there = name in present
    key = f"file.{name}"
    if mode is not None and mode.lower() == "delta":
        message = "Delta files are not accepted yet: send the whole file (bulk)."
        report.error(MANIFEST, 0, "delta", message, key)
    elif mode is not None and mode.lower() not in MODES:
        report.error(MANIFEST, 0, "mode", "The value is not one of: absent, bulk, delta.", key)
    elif mode is not None and mode.lower() == "bulk" and not there:
        report.error(MANIFEST, 0, "missing_file", "The manifest announces the file, and it is not there.", key)
    elif there and (mode is None or mode.lower() == "absent"):
        report.deviation(MANIFEST, 0, "unannounced_file", "The file is there, and the manifest says it is not.", key)


def _check_letter(version: Version, properties: Mapping[str, str], report: Report) -> None:
    """What no reader misses, and the specification asks for."""
    if properties.get("manifest.version") != "1.0":
        report.error(MANIFEST, 0, "manifest_version", "The manifest's version is not 1.0.", "manifest.version")
    for name in FILES_1_1 if version == "1.1" else KNOWN_FILES:
        if f"file.{name}" not in properties:
            report.error(MANIFEST, 0, "missing_property", "The manifest does not mention this file.", f"file.{name}")


def _version(properties: Mapping[str, str], present: Mapping[str, str], report: Report) -> Version:
    written = properties.get("oneroster.version", "")
    if written.startswith("1.1"):
        return "1.1"
    if written.startswith("1.2"):
        return "1.2"
    if not written:
        report.deviation(MANIFEST, 0, "missing_version", "The version is not given.", "oneroster.version")
        return "1.2" if "roles" in present else "1.1"
    report.error(MANIFEST, 0, "version", "The version is neither 1.1 nor 1.2.", "oneroster.version")
    return "1.2"
