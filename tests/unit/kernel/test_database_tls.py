"""The choice of TLS travels in the data source name, and comes out as asyncpg takes it."""

import ssl
from pathlib import Path

import pytest

from hallpass.kernel.database_tls import DatabaseTls, says_tls, tls_of, with_tls
from hallpass.kernel.engine import create_engine
from hallpass.kernel.roles import dsn_for
from servers.certificates import make_certificates

PLACES = (
    "postgresql://db.example.org:5432/hallpass",
    "postgresql:///hallpass?host=%2Frun%2Fpostgres&port=5433",
    "postgresql://postgres@/hallpass?host=%2Frun%2Fpostgres",
)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("mode", ["disable", "prefer", "require"])
def test_a_mode_goes_in_and_comes_out_and_the_place_stays(place: str, mode: DatabaseTls) -> None:
    assert tls_of(with_tls(place, mode, None)) == (place, mode)


@pytest.mark.parametrize("place", PLACES)
def test_where_nothing_was_said_it_is_as_the_driver_has_it(place: str) -> None:
    assert tls_of(place) == (place, "prefer")
    assert not says_tls(place)


def test_verified_means_the_authorities_that_were_named_and_the_servers_name(tmp_path: Path) -> None:
    made = make_certificates(tmp_path)
    place, tls = tls_of(dsn_for(with_tls(PLACES[0], "verify-full", made.authority), "roster_app", "p@?&"))
    assert place == dsn_for(PLACES[0], "roster_app", "p@?&")
    assert isinstance(tls, ssl.SSLContext)
    assert tls.check_hostname
    assert tls.verify_mode == ssl.CERT_REQUIRED
    assert [one["subject"] for one in tls.get_ca_certs()] == [((("commonName", "test authority"),),)]


@pytest.mark.parametrize(
    "said", ["sslmode=verify-ca", "sslmode=", "sslmode=require&sslrootcert=ca.pem", "sslrootcert=ca.pem"]
)
def test_what_would_verify_less_than_it_seems_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match="of the database"):
        tls_of(f"{PLACES[0]}?{said}")


@pytest.mark.parametrize("said", ["sslmode=require", "ssl=true", "sslrootcert=", "application_name=x&sslcert=y"])
def test_an_address_that_says_it_itself_is_found_out(said: str) -> None:
    assert says_tls(f"{PLACES[0]}?{said}")


async def test_an_engine_takes_an_address_with_a_mode() -> None:
    engine = create_engine(f"{PLACES[0]}?sslmode=require", "roster", pool_size=1)
    assert "sslmode" not in engine.url.query
    await engine.dispose()
