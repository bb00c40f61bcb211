"""Nothing passes without a token that holds: of a trusted issuer, for us, in its time, unchanged."""

import base64
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from builders.keycloak_tokens import Realm, machine
from integration.gateway.stage import Front, Stage, is_problem

PATH = "/v1/decisions/1"
LONG_AGO = 1_000_000_000


def _part(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


def _unsigned(behind: Stage) -> str:
    _, claims, _ = behind.app().split(".")
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{claims}."


def _unsigned_with_a_signature(behind: Stage) -> str:
    _, claims, signature = behind.app().split(".")
    return f"{_part({'alg': 'none', 'typ': 'JWT'})}.{claims}.{signature}"


def _tampered(behind: Stage) -> str:
    header, claims, signature = behind.app().split(".")
    said = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return f"{header}.{_part(said | {'tenant': 'hillview'})}.{signature}"


def _signed_with_the_public_key(behind: Stage) -> str:
    key = behind.realm.keys[0]
    now = int(time.time())
    claims = {"iss": behind.realm.name, "aud": "hallpass", "iat": now, "exp": now + 300} | machine()
    secret = OctKey.import_key(json.dumps(key.as_dict(private=False)))
    return jwt.encode({"alg": "HS256", "kid": key.kid}, claims, secret, algorithms=["HS256"])


def _signed_by_another(behind: Stage) -> str:
    return Realm(behind.realm.name).token(datetime.now(UTC), machine())


def _signed_by_the_other_issuer(behind: Stage) -> str:
    return behind.other.token(datetime.now(UTC), machine(), iss=behind.realm.name)


BAD: dict[str, Callable[[Stage], str]] = {
    "garbage": lambda _: "garbage",
    "three parts of garbage": lambda _: "a.b.c",
    "alg none": _unsigned,
    "alg none with a signature": _unsigned_with_a_signature,
    "tampered": _tampered,
    "signed with the public key": _signed_with_the_public_key,
    "signed by another": _signed_by_another,
    "signed by the other issuer": _signed_by_the_other_issuer,
    "of another issuer": lambda behind: behind.app(iss="https://elsewhere.example/realms/hallpass"),
    "of no issuer": lambda behind: behind.app(iss=None),
    "for another audience": lambda behind: behind.app(aud="account"),
    "for no audience": lambda behind: behind.app(aud=None),
    "expired": lambda behind: behind.app(exp=int(time.time()) - 60),
    "expired long ago": lambda behind: behind.app(exp=LONG_AGO),
    "without an end": lambda behind: behind.app(exp=None),
    "not yet good": lambda behind: behind.app(nbf=int(time.time()) + 600),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_token_that_does_not_hold_is_401(gateway: Front, behind: Stage, bad: str) -> None:
    answer = gateway.get(PATH, BAD[bad](behind))
    assert is_problem(answer, 401, "unauthenticated")
    assert answer.headers["www-authenticate"] == 'Bearer realm="hallpass", error="invalid_token"'


def test_no_token_is_401(gateway: Front) -> None:
    assert is_problem(gateway.get(PATH), 401, "unauthenticated")


@pytest.mark.parametrize("scheme", ["Basic", "Token", ""])
def test_a_token_in_another_scheme_is_401(gateway: Front, behind: Stage, scheme: str) -> None:
    answer = gateway.get(PATH, headers={"Authorization": f"{scheme} {behind.app()}".strip()})
    assert is_problem(answer, 401, "unauthenticated")


def test_a_token_in_the_query_is_401(gateway: Front, behind: Stage) -> None:
    assert is_problem(gateway.get(f"{PATH}?access_token={behind.app()}"), 401, "unauthenticated")


def test_of_two_tokens_the_bad_one_is_not_passed_on(gateway: Front, behind: Stage) -> None:
    token, bad = f"Bearer {behind.app()}", f"Bearer {_tampered(behind)}"
    for pair in ((token, bad), (bad, token)):
        answer = gateway.http.get(f"{gateway.envoy.url}{PATH}", headers=[("Authorization", each) for each in pair])
        assert is_problem(answer, 401, "unauthenticated")


@pytest.mark.parametrize("scheme", ["Bearer", "bearer"])
def test_a_machine_is_let_in_with_its_token(gateway: Front, behind: Stage, scheme: str) -> None:
    token = f"{scheme} {behind.app()}"
    answer = gateway.get(PATH, headers={"Authorization": token})
    assert answer.status_code == 200
    assert dict(answer.json()["headers"])["authorization"] == token


def test_a_person_is_let_in(gateway: Front, behind: Stage) -> None:
    assert gateway.get(PATH, behind.human()).status_code == 200


def test_so_is_the_machine_of_a_district_with_an_issuer_of_its_own(gateway: Front, behind: Stage) -> None:
    token = behind.other.token(datetime.now(UTC), machine("hillview"))
    assert gateway.get(PATH, token).status_code == 200
