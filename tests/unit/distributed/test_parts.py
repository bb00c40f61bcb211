"""What decides whether a process is ready: Kafka's absence where it only carries and hears, never where it answers."""

from pathlib import Path

import pytest
import structlog

from hallpass.distributed.compose import compose
from hallpass.distributed.settings import PARTS, ServeSettings
from hallpass.kernel.app import App

HEARS, TELLS = {"bus membership", "bus position"}, {"bus"}
ALWAYS = {"this process"}
WORKS = {"consent database", "bus parking"}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServeSettings:
    """Of a service whose servers nobody has started: nothing connects before it runs."""
    for role in ("consent_app", "consent_relay"):
        (tmp_path / role).write_text("secret")
        (tmp_path / role).chmod(0o600)
    monkeypatch.setenv("HALLPASS_KAFKA_BOOTSTRAP", "127.0.0.1:9")
    return ServeSettings(database_url="postgresql://127.0.0.1:9/nowhere", passwords=tmp_path)


@pytest.mark.parametrize(
    "parts, decide, watched",
    [
        ({"api"}, {"consent database"}, set()),
        ({"relay"}, {"relay"} | TELLS, set()),
        ({"worker"}, WORKS | HEARS, set()),
        ({"relay", "worker"}, WORKS | {"relay"} | HEARS | TELLS, set()),
        (PARTS, WORKS | {"relay"}, HEARS | TELLS),
    ],
    ids=["api", "relay", "worker", "relay and worker", "all"],
)
async def test_what_each_part_waits_for(
    parts: set[str], decide: set[str], watched: set[str], settings: ServeSettings
) -> None:
    served = await compose("consent", frozenset(parts), settings, None, structlog.get_logger())
    try:
        assert isinstance(served.app, App)
        around = served.app.surroundings
        assert (set(around.pings), set(around.watched)) == (decide | ALWAYS, watched)
    finally:
        await served.close()
