"""Which issuers may be trusted, as the settings say it."""

import json

import pytest
from pydantic import ValidationError

from hallpass.kernel.identity import IdentitySettings
from hallpass.kernel.issuer import NAME

REALM = {"issuer": "https://id.example/realms/hallpass", "jwks_url": "https://id.example/certs"}


def test_issuers_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    own = {"issuer": "https://own.example", "jwks_url": "http://own.example/certs", "tenant": "lakeside"}
    monkeypatch.setenv("HALLPASS_IDENTITY_ISSUERS", json.dumps([REALM, own]))
    monkeypatch.setenv("HALLPASS_IDENTITY_CACHE_SECONDS", "5")
    settings = IdentitySettings()
    assert [(entry.issuer, entry.tenant) for entry in settings.issuers] == [
        ("https://id.example/realms/hallpass", None),
        ("https://own.example", "lakeside"),
    ]
    assert (settings.cache_seconds, settings.refresh_seconds) == (5, 5)


@pytest.mark.parametrize(
    "issuers",
    [
        pytest.param([], id="nobody"),
        pytest.param([REALM, REALM], id="one twice"),
        pytest.param([REALM | {"issuer": NAME}], id="the development issuer"),
        pytest.param([REALM | {"issuer": ""}], id="no name"),
        pytest.param([REALM | {"tenant": ""}], id="no tenant"),
        pytest.param([REALM | {"tennant": "lakeside"}], id="a misspelt member"),
        pytest.param([REALM | {"jwks_url": "file:///keys"}], id="keys in a file"),
    ],
)
def test_issuers_that_cannot_be_meant_are_refused(
    monkeypatch: pytest.MonkeyPatch, issuers: list[dict[str, str]]
) -> None:
    monkeypatch.setenv("HALLPASS_IDENTITY_ISSUERS", json.dumps(issuers))
    with pytest.raises(ValidationError):
        IdentitySettings()
