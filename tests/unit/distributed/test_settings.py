"""What an operator says of the database is taken as it is meant, or refused with the name of the variable."""

from pathlib import Path

import pytest

from hallpass.distributed.settings import AdministratorSettings, DatabasePlace, read
from hallpass.embedded.trouble import CannotStart
from hallpass.kernel.errors import Invalid
from servers.certificates import make_certificates

URL = "postgresql://db.example.org:5432/hallpass"


@pytest.fixture
def passwords(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "passwords"
    folder.mkdir()
    role = folder / "roster_app"
    role.write_text("secret\n", encoding="utf-8")
    role.chmod(0o600)
    monkeypatch.setenv("HALLPASS_DATABASE_URL", URL)
    monkeypatch.setenv("HALLPASS_ADMIN_DATABASE_URL", URL.replace("//", "//postgres:word@"))
    monkeypatch.setenv("HALLPASS_PASSWORDS", str(folder))
    return folder


def refused(**given: object) -> dict[str, str]:
    """The variables that were found wrong, and the sentences."""
    with pytest.raises(Invalid) as caught:
        read(AdministratorSettings, **given)
    return {str(fault.member): fault.message for fault in caught.value.faults}


@pytest.mark.usefixtures("passwords")
def test_every_login_carries_the_choice_of_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(DatabasePlace).address == f"{URL}?sslmode=prefer"
    authority = make_certificates(tmp_path).authority
    monkeypatch.setenv("HALLPASS_DATABASE_TLS", "verify-full")
    monkeypatch.setenv("HALLPASS_DATABASE_CA_FILE", str(authority))
    place = read(AdministratorSettings)
    for dsn, login in (
        (place.address, ""),
        (place.login("roster_app"), "roster_app:secret@"),
        (place.administrator, "postgres:word@"),
    ):
        found, _, query = dsn.partition("?")
        assert found == URL.replace("//", f"//{login}")
        assert "sslmode=verify-full" in query
        assert "sslrootcert=" in query


@pytest.mark.usefixtures("passwords")
def test_a_wrong_choice_is_refused_by_the_name_of_the_variable(tmp_path: Path) -> None:
    assert "verify-full" in refused(database_tls="verify")["HALLPASS_DATABASE_TLS"]
    authority = make_certificates(tmp_path).authority
    assert "HALLPASS_DATABASE_TLS" in refused(database_ca_file=authority)["HALLPASS_DATABASE_CA_FILE"]
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing of the kind")
    for path in (wrong, tmp_path / "missing.pem"):
        found = refused(database_tls="verify-full", database_ca_file=path)["HALLPASS_DATABASE_CA_FILE"]
        assert "PEM" in found
        assert str(path) not in found


@pytest.mark.parametrize("variable", ["HALLPASS_DATABASE_URL", "HALLPASS_ADMIN_DATABASE_URL"])
@pytest.mark.usefixtures("passwords")
def test_an_address_says_nothing_of_tls(variable: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, f"{URL}?sslmode=require")
    found = refused()
    assert found.keys() == {variable}
    assert "HALLPASS_DATABASE_TLS" in found[variable]


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_password_that_others_may_read_is_refused(passwords: Path, mode: int) -> None:
    assert read(DatabasePlace).password("roster_app") == "secret"
    (passwords / "roster_app").chmod(mode)
    with pytest.raises(PermissionError, match=r"may be read by others; run: chmod 600 \S+roster_app$"):
        read(DatabasePlace).password("roster_app")


@pytest.mark.usefixtures("passwords")
def test_a_password_that_is_missing_is_told_by_its_role() -> None:
    with pytest.raises(CannotStart, match="role roster_relay is missing"):
        read(DatabasePlace).login("roster_relay")
