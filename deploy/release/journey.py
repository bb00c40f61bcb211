"""A district's tool on the running containers: it asks and is answered; nobody else sees what it asked."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.bootstrap.say import line
from deploy.release.commands import Commands, Failed
from deploy.release.composed import DISTRICT, PROJECT, Composed
from deploy.release.images import SUITE

STRANGER = "lakeside"
EFFECTS = ("permit", "deny", "deny", "deny", "review")
"""Of the five requests in deploy/demo/requests, as in the README."""
OK, UNAUTHENTICATED, FORBIDDEN, MISSING = 200, 401, 403, 404


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes

    def json(self) -> Any:
        """The body as data."""
        return json.loads(self.body)


def travel(root: Path, where: Composed) -> None:
    """The whole journey, a line for each station. Raises Failed at the first that is not as it must be."""
    requests = sorted((root / "deploy" / "demo" / "requests").glob("*.json"))
    app = _token(where, f"{DISTRICT}-app", DISTRICT)
    ids = []
    for request, effect in zip(requests, EFFECTS, strict=True):
        answer = _post(where, app, request.read_bytes())
        _want(f"{request.name} is decided", answer, OK)
        verdict = answer.json()
        if verdict["effect"] != effect:
            raise Failed(f"{request.name}: {verdict['effect']} where the README says {effect}")
        ids.append(verdict["decision_id"])
    line(f"  ok: {len(ids)} requests of the demo district are decided as the README shows")

    for name, token in {"no token": None, "a token that is none": "x.y.z", "a tampered one": _tampered(app)}.items():
        _want(name, _post(where, token, requests[0].read_bytes()), UNAUTHENTICATED)
    _want("the engines' way in", _get(where, app, "/v1/bundles/hallpass"), MISSING)
    sis = _token(where, f"{DISTRICT}-sis", DISTRICT)
    _want("another role", _post(where, sis, requests[0].read_bytes()), FORBIDDEN)
    line("  ok: no token, a wrong one, and another role are refused")

    where.operator("tenants", "add", STRANGER, "--name", "Lakeside")
    stranger = _token(where, f"{STRANGER}-app", STRANGER)
    for decision in ids:
        _want("its own district", _get(where, app, f"/v1/decisions/{decision}"), OK)
        _want("another district", _get(where, stranger, f"/v1/decisions/{decision}"), MISSING)
    line("  ok: another district's tool sees none of them")


def survive(root: Path, where: Composed) -> None:
    """An engine that is killed, a service that is stopped, and the whole stopped and started. Raises Failed."""
    request = min((root / "deploy" / "demo" / "requests").glob("*.json")).read_bytes()
    app = _token(where, f"{DISTRICT}-app", DISTRICT)
    where.kill("opa")
    took = where.healthy("opa")
    where.healthy("decision")
    _want("after the engine was killed", _post(where, app, request), OK)
    line(f"  ok: OPA was killed and is back after {took:.0f} s, on the socket that it had left behind")

    where.run("stop")
    for service in ("roster", "consent", "policy", "decision"):
        code = where.state(service)["ExitCode"]
        if code != 0:
            raise Failed(f"{service} ended with {code} when it was told to stop")
    took = where.up()
    app = _token(where, f"{DISTRICT}-app", DISTRICT)
    _want("after everything was stopped", _post(where, app, request), OK)
    line(f"  ok: all was stopped in order, and started on its data within {took:.0f} s")


def take_mounted_key(commands: Commands) -> None:
    """The image's user reads a key as Kubernetes mounts a secret (root's, 0440, our group). Raises Failed."""
    volume = f"{PROJECT}-mounted"
    run = ("docker", "run", "--rm", "--volume", f"{volume}:/keys", "--entrypoint")
    mount = "head -c 32 /dev/urandom >/keys/master.key; chgrp 10001 /keys /keys/*; chmod 750 /keys; chmod 440 /keys/*"
    read = (
        "from pathlib import Path as P; from hallpass.kernel.secrets import Secrets as S; S.open(P('/keys/master.key'))"
    )
    try:
        commands.run(*run, "sh", "--user", "0:0", SUITE, "-euc", mount)
        commands.run(*run, "python", "--read-only", SUITE, "-c", read)
        commands.run(*run, "chmod", "--user", "0:0", SUITE, "444", "/keys/master.key")
        if commands.succeeds(*run, "python", "--read-only", SUITE, "-c", read):
            raise Failed("a key that everybody may read is taken")
    finally:
        commands.run("docker", "volume", "rm", "--force", volume)
    line("  ok: a key is taken as Kubernetes mounts it, and refused where others may read it")


def _token(where: Composed, client: str, district: str) -> str:
    form = {"grant_type": "client_credentials", "client_id": client, "client_secret": where.secret(client, district)}
    url = f"{where.keycloak}/realms/hallpass/protocol/openid-connect/token"
    answer = _ask(urllib.request.Request(url, urllib.parse.urlencode(form).encode()))  # noqa: S310 - our own address
    _want(f"a token for {client}", answer, OK)
    return str(answer.json()["access_token"])


def _tampered(token: str) -> str:
    """The same claims under a signature that is not theirs."""
    head, claims, signature = token.split(".")
    return f"{head}.{claims}.{signature[::-1]}"


def _post(where: Composed, token: str | None, body: bytes) -> Answer:
    headers = {"content-type": "application/json", **_bearer(token)}
    return _ask(urllib.request.Request(f"{where.gateway}/v1/decisions", body, headers))  # noqa: S310 - as above


def _get(where: Composed, token: str | None, path: str) -> Answer:
    return _ask(urllib.request.Request(f"{where.gateway}{path}", headers=_bearer(token)))  # noqa: S310 - as above


def _bearer(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


def _ask(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - as above
            return Answer(answer.status, answer.read())
    except urllib.error.HTTPError as error:
        return Answer(error.code, error.read())
    except OSError as error:
        raise Failed(f"{request.full_url} does not answer: {error}") from None


def _want(what: str, answer: Answer, status: int) -> None:
    if answer.status != status:
        raise Failed(f"{what}: {status} was wanted, and {answer.status} came: {answer.body[:300].decode()}")
