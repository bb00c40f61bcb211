"""The parts of the configuration that there are several of: issuers, and the clusters behind the gateway."""

from ipaddress import ip_address
from typing import Any

from gateway.settings import GatewaySettings, Issuer, host_and_port, variable

Part = dict[str, Any]

SERVICES = ("roster", "consent", "policy", "decision")
TLS = "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext"
KEYS_TIMEOUT = "2s"
SKEW_SECONDS = 5
"""By which an issuer's clock may be ahead, as in the services; there an expiry is taken at its word."""


def providers(settings: GatewaySettings) -> Part:
    """How the tokens of each issuer are checked. Its claims become metadata under `token`, and no header."""
    return {_provider(number): _issuer(settings, number, issuer) for number, issuer in enumerate(settings.issuers, 1)}


def requires(settings: GatewaySettings) -> Part:
    """A token of any of the issuers."""
    names = [{"provider_name": _provider(number)} for number in range(1, len(settings.issuers) + 1)]
    return names[0] if len(names) == 1 else {"requires_any": {"requirements": names}}


def clusters(settings: GatewaySettings) -> list[Part]:
    """The four services, where the keys of each issuer are, and Envoy's own pages for those who read its numbers."""
    services = [_service(settings, name) for name in SERVICES]
    own = _cluster("own-pages", settings.admin_address, settings.admin_port)
    return services + [own] + [_keys(settings, number, issuer) for number, issuer in enumerate(settings.issuers, 1)]


def _issuer(settings: GatewaySettings, number: int, issuer: Issuer) -> Part:
    return {
        "issuer": issuer.name,
        "audiences": [settings.audience],
        "require_expiration": True,
        "clock_skew_seconds": SKEW_SECONDS,
        # In this header alone: without a word Envoy looks into the query too, which others log.
        "from_headers": [{"name": "authorization", "value_prefix": prefix} for prefix in ("Bearer ", "bearer ")],
        "forward": True,
        "payload_in_metadata": "token",
        "remote_jwks": {
            "http_uri": {"uri": issuer.jwks_url, "cluster": _keys_name(number), "timeout": KEYS_TIMEOUT},
            "cache_duration": f"{settings.keys_cache_seconds}s",
            # Read before the first request; where that fails the port opens closed, and it is tried each second.
            "async_fetch": {"fast_listener": False, "failed_refetch_duration": "1s"},
        },
    }


def _service(settings: GatewaySettings, name: str) -> Part:
    host, port = host_and_port(variable(name), getattr(settings, name))
    limits = {"max_connections": 200, "max_pending_requests": 200, "max_requests": 500, "max_retries": 5}
    return _cluster(name, host, port) | {
        "circuit_breakers": {"thresholds": [limits | {"track_remaining": True}]},
        # A replica that does not answer is left out for a while. A 503 is an answer: one district's `undecided`
        # must not take the service from the others.
        "outlier_detection": {
            "split_external_local_origin_errors": True,
            "consecutive_local_origin_failure": 5,
            "enforcing_consecutive_5xx": 0,
            "enforcing_consecutive_gateway_failure": 0,
            "enforcing_success_rate": 0,
            "interval": "5s",
            "base_ejection_time": "10s",
            "max_ejection_percent": 50,
        },
    }


def _keys(settings: GatewaySettings, number: int, issuer: Issuer) -> Part:
    place = issuer.place
    secure = place.scheme == "https"
    host = str(place.hostname)
    cluster = _cluster(_keys_name(number), host, place.port or (443 if secure else 80))
    if not secure:
        return cluster
    named = _is_name(host)
    subject = {"san_type": "DNS" if named else "IP_ADDRESS", "matcher": {"exact": host}}
    trust = {"trusted_ca": {"filename": settings.ca_file}, "match_typed_subject_alt_names": [subject]}
    tls: Part = {"@type": TLS, "common_tls_context": {"validation_context": trust}}
    if named:
        tls["sni"] = host
    return cluster | {"transport_socket": {"name": "envoy.transport_sockets.tls", "typed_config": tls}}


def _cluster(name: str, host: str, port: int) -> Part:
    address = {"socket_address": {"address": host, "port_value": port}}
    return {
        "name": name,
        # Every address that the name has is a replica.
        "type": "STRICT_DNS",
        "dns_lookup_family": "V4_PREFERRED",
        "connect_timeout": "1s",
        "load_assignment": {
            "cluster_name": name,
            "endpoints": [{"lb_endpoints": [{"endpoint": {"address": address}}]}],
        },
    }


def _is_name(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return True
    return False


def _provider(number: int) -> str:
    return f"issuer-{number}"


def _keys_name(number: int) -> str:
    return f"keys-{number}"
