"""What an operator tells the gateway, from the environment or from arguments, checked before anything is written."""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

PREFIX = "HALLPASS_GATEWAY_"
ISSUERS = "HALLPASS_IDENTITY_ISSUERS"
CACHE = "HALLPASS_IDENTITY_CACHE_SECONDS"

LAST_PORT = 65_535


class Unusable(ValueError):
    """A setting that cannot be used. The message names it, and never shows its value."""


def _say(help_text: str, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Issuer:
    """Whose tokens are let in: the exact `iss`, and where its keys are (http or https)."""

    name: str
    jwks_url: str

    @property
    def place(self) -> SplitResult:
        """The address of the keys in its parts."""
        return urlsplit(self.jwks_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class GatewaySettings:
    """One gateway. Times in seconds, sizes in bytes, rates in requests a second for each process of Envoy."""

    issuers: tuple[Issuer, ...]
    keys_cache_seconds: int = 300
    address: str = _say("address to listen on", "0.0.0.0")  # noqa: S104 - in front of everything is where it stands
    port: int = _say("port to listen on", 8000)
    admin_address: str = _say("address of Envoy's own pages, which can stop it: this machine's alone", "127.0.0.1")
    admin_port: int = _say("port of Envoy's own pages", 9901)
    metrics_port: int = _say("port of its numbers alone, for who scrapes them", 9902)
    roster: str = _say("HOST:PORT of the service", "roster:8080")
    consent: str = _say("HOST:PORT of the service", "consent:8080")
    policy: str = _say("HOST:PORT of the service", "policy:8080")
    decision: str = _say("HOST:PORT of the service", "decision:8080")
    audience: str = _say("audience that tokens must name", "hallpass")
    ca_file: str = _say("authorities for keys that are read over https", "/etc/ssl/certs/ca-certificates.crt")
    trusted_hops: int = _say("proxies in front whose X-Forwarded-For is believed", 0)
    connections: int = _say("open connections from outside, at most", 10_000)
    address_rate: int = _say("requests of one address", 500)
    address_burst: int = _say("requests of one address at once", 2_000)
    tenant_rate: int = _say("requests of one tenant's machines", 500)
    tenant_burst: int = _say("requests of one tenant's machines at once", 2_000)
    person_rate: int = _say("requests of one person", 20)
    person_burst: int = _say("requests of one person at once", 100)
    largest_body: int = _say("bytes of a body", 4_000_000)
    largest_upload: int = _say("bytes of a roster import; as HALLPASS_ROSTER_LARGEST_UPLOAD", 200_000_000)
    timeout: int = _say("until roster, consent or policy must have answered", 35)
    decision_timeout: int = _say("until decision must have answered", 10)
    longest_request: int = _say("from a request's first byte to the last of its answer", 60)
    import_timeout: int = _say("the same of a roster import: the upload, and the work on it", 900)

    def __post_init__(self) -> None:
        """Refuse what Envoy would refuse later, or would take for something else."""
        if not self.issuers:
            raise Unusable(f"{ISSUERS} names no issuer.")
        if len({issuer.name for issuer in self.issuers}) < len(self.issuers):
            raise Unusable(f"{ISSUERS} names an issuer twice.")
        for each in fields(self):
            value = getattr(self, each.name)
            least = 0 if each.name == "trusted_hops" else 1
            if isinstance(value, int) and value < least:
                raise Unusable(f"{variable(each.name)} must be {least} or more.")
            if each.name.endswith("port") and value > LAST_PORT:
                raise Unusable(f"{variable(each.name)} is no port.")
            if isinstance(value, str) and not value:
                raise Unusable(f"{variable(each.name)} is empty.")
        for service in ("roster", "consent", "policy", "decision"):
            host_and_port(variable(service), getattr(self, service))

    @classmethod
    def read(cls, environment: Mapping[str, str], given: Mapping[str, str]) -> Self:
        """From variables, and from arguments that win over them. Raises Unusable."""
        values: dict[str, Any] = {"issuers": _issuers(environment.get(ISSUERS, ""))}
        if CACHE in environment:
            values["keys_cache_seconds"] = _number(CACHE, environment[CACHE])
        for each in _offered():
            text = given.get(each.name, environment.get(variable(each.name)))
            if text is not None:
                values[each.name] = _number(variable(each.name), text) if each.type in {int, "int"} else text
        return cls(**values)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return CACHE if name == "keys_cache_seconds" else f"{PREFIX}{name.upper()}"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """An argument for each setting but the issuers, which are the services' own variable."""
    for each in _offered():
        said = f"{each.metadata['help']} ({each.default}; {variable(each.name)})"
        parser.add_argument(f"--{each.name.replace('_', '-')}", metavar="VALUE", help=said, default=None)


def given_arguments(parsed: argparse.Namespace) -> Mapping[str, str]:
    """Those that were given."""
    found = {each.name: getattr(parsed, each.name) for each in _offered()}
    return {name: value for name, value in found.items() if value is not None}


def host_and_port(name: str, text: str) -> tuple[str, int]:
    """`HOST:PORT` or `[IPv6]:PORT` in its parts. Raises Unusable, which names the setting."""
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname, parts.port
    except ValueError:
        raise Unusable(f"{name} must be HOST:PORT.") from None
    if not host or not port or parts.netloc != text or parts.username is not None:
        raise Unusable(f"{name} must be HOST:PORT.")
    return host, port


def _offered() -> Sequence[Any]:
    return [each for each in fields(GatewaySettings) if "help" in each.metadata]


def _number(name: str, text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise Unusable(f"{name} must be a whole number.") from None


def _issuers(text: str) -> tuple[Issuer, ...]:
    """The variable that the services read too. The tenant that an issuer may speak for is their affair."""
    try:
        found = tuple(_issuer(entry["issuer"], entry["jwks_url"]) for entry in json.loads(text))
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Unusable(f'{ISSUERS} must be a JSON list of {{"issuer": …, "jwks_url": "https://…"}}.') from None
    return found


def _issuer(name: Any, jwks_url: Any) -> Issuer:
    """Raises ValueError, or what urlsplit raises of things that are no text."""
    issuer = Issuer(name, jwks_url)
    place = issuer.place
    if not (isinstance(name, str) and name and isinstance(jwks_url, str)):
        raise ValueError("no text")
    if place.scheme not in {"http", "https"} or not place.hostname or place.port == 0:
        raise ValueError("no address")
    return issuer
