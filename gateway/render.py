"""Writes Envoy's configuration: `python -m gateway.render --output envoy.yaml`, from the environment or arguments."""

import argparse
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from string import Template
from typing import Any

from gateway.parts import clusters, providers, requires
from gateway.settings import ISSUERS, GatewaySettings, Unusable, add_arguments, given_arguments

TEMPLATE = Path(__file__).with_name("envoy.yaml")
TIMES = ("timeout", "decision_timeout", "longest_request", "import_timeout")


def render(settings: GatewaySettings) -> str:
    """The whole configuration as YAML. A value is written as JSON: it cannot become anything but a value."""
    values = {each.name: getattr(settings, each.name) for each in fields(settings)}
    values |= {name: f"{values[name]}s" for name in TIMES}
    values |= {
        "above_largest_upload": settings.largest_upload + 1,
        "providers": providers(settings),
        "requires": requires(settings),
        "clusters": clusters(settings),
    }
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(_written(values))


def main(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """Render to a file or to standard output; 2 with one sentence where a setting is unusable."""
    parser = argparse.ArgumentParser(
        prog="python -m gateway.render",
        description="Writes Envoy's configuration.",
        epilog=f"Issuers are read from {ISSUERS}, as the services do: "
        '[{"issuer": "https://…", "jwks_url": "https://…"}]',
    )
    parser.add_argument("--output", type=Path, default=None, help="the file to write (standard output)")
    add_arguments(parser)
    parsed = parser.parse_args(arguments)
    try:
        text = render(GatewaySettings.read(environment, given_arguments(parsed)))
    except Unusable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if parsed.output is None:
        sys.stdout.write(text)
    else:
        parsed.output.write_text(text, encoding="utf-8")
    return 0


def _written(values: Mapping[str, Any]) -> Mapping[str, str]:
    return {name: json.dumps(value) for name, value in values.items() if name != "issuers"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
