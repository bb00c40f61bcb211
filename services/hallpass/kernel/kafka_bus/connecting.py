"""Making a client, and saying why it cannot be made. The library itself reports only that time is over."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from kafka.errors import KafkaError, SaslAuthenticationFailedError
from kafka.net.compat import KafkaNetClient

from hallpass.kernel.errors import Unavailable
from hallpass.kernel.kafka_bus.settings import KafkaSettings

T = TypeVar("T")


def connected(make: Callable[..., T], settings: KafkaSettings) -> T:
    """What `make` makes, which asks the brokers. Raises Unavailable with the likely reason after the first timeout."""
    networks: list[Any] = []

    def network(*arguments: Any, **options: Any) -> Any:
        networks.append(KafkaNetClient(*arguments, **options))
        return networks[-1]

    with _overheard() as failures:
        try:
            return make(kafka_client=network)
        except (KafkaError, OSError) as error:
            # The library leaves its thread running, which would try for ever.
            for one in networks:
                one.close()
            reason = _reason([*failures, error], settings)
            raise Unavailable(f"Kafka, tried for {settings.bootstrap_timeout:g} seconds ({reason})") from error


class _Ear(logging.Handler):
    """Collects the errors in what the library logs, where alone it says why a connection failed."""

    def __init__(self, failures: list[BaseException]) -> None:
        super().__init__(logging.WARNING)
        self._failures = failures

    def emit(self, record: logging.LogRecord) -> None:
        arguments = record.args if isinstance(record.args, tuple) else ()
        self._failures.extend(one for one in arguments if isinstance(one, BaseException))


@contextmanager
def _overheard() -> Iterator[list[BaseException]]:
    failures: list[BaseException] = []
    ear, logger = _Ear(failures), logging.getLogger("kafka.net.manager")
    logger.addHandler(ear)
    try:
        yield failures
    finally:
        logger.removeHandler(ear)


def _reason(failures: list[BaseException], settings: KafkaSettings) -> str:
    if any(isinstance(failure, SaslAuthenticationFailedError) for failure in failures):
        return "the user or the password is wrong"
    if any("CERTIFICATE_VERIFY_FAILED" in str(failure) for failure in failures):
        return "a broker's certificate is not trusted, see HALLPASS_KAFKA_SSL_CAFILE"
    if any(isinstance(failure, FileNotFoundError | PermissionError) for failure in failures):
        return "a file of HALLPASS_KAFKA_SSL_… cannot be read"
    if any("Handshake failed" in str(failure) for failure in failures):
        return "the TLS handshake failed"
    if settings.security_protocol.startswith("SASL") and any("disconnected" in str(failure) for failure in failures):
        # Brokers often hang up on a wrong login before their answer is out.
        return "the broker hangs up during the login: probably the user or the password is wrong"
    others = "" if settings.security_protocol == "SASL_SSL" else ", or it wants TLS or a user"
    return f"no broker answers there{others}"
