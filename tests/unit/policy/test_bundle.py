"""What goes into a bundle, what its name hangs on, and what OPA is told of where it comes from."""

from pathlib import Path

import pytest
import yaml

from hallpass.policy.bundle import BuildFailed, is_newer, read_sources
from hallpass.policy.bundle_api import wait_of
from hallpass.policy.opa_config import SECRET, OpaConfig, by_client, by_token, write_opa_config
from hallpass.policy.signing import SigningKey


@pytest.fixture
def policies(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    files = {
        ".manifest": "{}",
        ".regal/config.yaml": "rules: {}",
        "capabilities.json": "{}",
        "schemas/input.json": "{}",
        "hallpass/main/main.rego": "package hallpass.main",
        "hallpass/main/main_test.rego": "package hallpass.main_test",
        "hallpass/shape/data.json": "{}",
        "hallpass/cases/one.json": "{}",
        "hallpass/screening/threat.yaml": "[]",
        "hallpass/release/data.json": '{"revision": "source", "release": "1.0.0"}',
        "README.md": "words",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def test_rules_and_data_go_into_the_bundle_and_nothing_else(policies: Path) -> None:
    sources = read_sources(policies)
    assert {path.as_posix() for path in sources.files} == {
        ".manifest",
        "hallpass/main/main.rego",
        "hallpass/release/data.json",
        "hallpass/shape/data.json",
    }
    assert sources.release == "1.0.0"


def test_the_revision_hangs_on_what_goes_in_alone(policies: Path) -> None:
    first = read_sources(policies).revision
    (policies / "hallpass/main/main_test.rego").write_text("package hallpass.other_test")
    assert read_sources(policies).revision == first
    (policies / "hallpass/main/main.rego").rename(policies / "hallpass/main/other.rego")
    assert read_sources(policies).revision != first


def test_policies_without_a_release_are_no_bundle(policies: Path) -> None:
    (policies / "hallpass/release/data.json").unlink()
    with pytest.raises(BuildFailed, match="release"):
        read_sources(policies)


@pytest.mark.parametrize("release", ["", "next", "1.0.0-rc1", "1..0", "1.0."])
def test_a_release_that_cannot_be_compared_is_refused(policies: Path, release: str) -> None:
    (policies / "hallpass/release/data.json").write_text(f'{{"revision": "source", "release": "{release}"}}')
    with pytest.raises(BuildFailed, match="numbers"):
        read_sources(policies)


@pytest.mark.parametrize(
    "release,than,newer",
    [("1.10.0", "1.9.9", True), ("1.9.9", "1.10.0", False), ("2.0", "1.9.9", True), ("1.0.0", "1.0.0", False)],
)
def test_releases_are_compared_as_numbers(release: str, than: str, newer: bool) -> None:
    assert is_newer(release, than) is newer


@pytest.mark.parametrize(
    "prefer,seconds",
    [(None, 0), ("modes=snapshot,delta", 0), ("modes=snapshot,delta;wait=30", 30), ("wait=5", 5), ("wait=99999", 0)],
)
def test_the_wait_is_what_opa_prefers(prefer: str | None, seconds: float) -> None:
    assert wait_of(prefer) == seconds


def test_opa_is_told_where_the_bundle_is_whose_signature_counts_and_to_keep_it(tmp_path: Path) -> None:
    key = SigningKey.open(tmp_path / "keys")
    config = OpaConfig("http://127.0.0.1:8080", by_token(tmp_path / "token"), tmp_path / "kept")
    write_opa_config(tmp_path / "opa.yaml", config, key.public)
    written = yaml.safe_load((tmp_path / "opa.yaml").read_text())
    bundle = written["bundles"]["hallpass"]
    assert (bundle["resource"], bundle["persist"]) == ("bundles/hallpass", True)
    assert written["keys"][bundle["signing"]["keyid"]] == {"algorithm": "ES256", "key": key.public.pem}
    assert written["services"]["hallpass"]["credentials"] == {"bearer": {"token_path": str(tmp_path / "token")}}
    assert written["services"]["hallpass"]["url"] == "http://127.0.0.1:8080/v1"
    assert {"decision_logs", "status"}.isdisjoint(written)
    assert "PRIVATE" not in (tmp_path / "opa.yaml").read_text()


def test_an_engine_with_a_name_reports_its_state_and_its_secret_is_in_no_file(tmp_path: Path) -> None:
    key = SigningKey.open(tmp_path / "keys")
    credentials = by_client("https://id.example.org/token", "hallpass-engine")
    written = OpaConfig("https://policy.example.org/", credentials, tmp_path / "kept", engine="a-pod").content(
        key.public
    )
    assert written["status"] == {"service": "hallpass", "partition_name": "a-pod"}
    assert written["services"]["hallpass"]["credentials"]["oauth2"]["client_secret"] == f"${{{SECRET}}}"
    assert "decision_logs" not in written


def test_another_key_pair_has_another_id(tmp_path: Path) -> None:
    first, second = SigningKey.open(tmp_path / "a"), SigningKey.open(tmp_path / "b")
    assert first.key_id != second.key_id
    assert SigningKey.open(tmp_path / "a") == first
