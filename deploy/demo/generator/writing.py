"""The district folder as texts: each file's path and content."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from deploy.demo.generator import oneroster, register, stories
from deploy.demo.generator.chance import Chance
from deploy.demo.generator.consent import Consent
from deploy.demo.generator.dates import Calendar
from deploy.demo.generator.model import District

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_-]*").fullmatch
_ENDLESS = 1_000_000
"""A line of YAML is never folded."""


def contents(district: District, calendar: Calendar, chance: Chance) -> Iterator[tuple[str, str]]:
    """Path inside the folder, and text."""
    around = f"as on {calendar.today.isoformat()}. Made by generate.py; names, numbers and addresses belong to nobody"
    yield "district.yaml", _yaml(f"A fictional district {around}.", register.document(district, calendar))
    answers = Consent(district, calendar, chance).document()
    yield "consent.yaml", _yaml(f"What its families were told and answered {around}.", answers)
    yield "guardians.csv", oneroster.guardians(district)
    for name, text in oneroster.package(district, calendar):
        yield f"oneroster/{name}", text
    for name, request in stories.requests(district):
        yield f"requests/{name}.json", json.dumps(request, indent=2) + "\n"


def _yaml(comment: str, document: Mapping[str, Any]) -> str:
    """One line for each entry of a list and each member of a mapping: easy to read, and to compare."""
    lines = [f"# {comment}"]
    for member, value in document.items():
        if isinstance(value, list):
            lines += [f"{member}:", *(f"  - {_flow(entry)}" for entry in value)] if value else [f"{member}: []"]
        elif member == "district":
            lines.append(f"{member}: {_flow(value)}")
        else:
            lines += [f"{member}:", *(f"  {name}: {_flow(entry)}" for name, entry in value.items())]
    return "\n".join(lines) + "\n"


class _Dumper(yaml.SafeDumper):
    """Words stand plain, everything that could be read as something else in quotes."""


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None if _PLAIN(value) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _flow(value: Any) -> str:
    written: str = yaml.dump(value, Dumper=_Dumper, default_flow_style=True, sort_keys=False, width=_ENDLESS)
    return written.removesuffix("\n...\n").rstrip("\n")


_Dumper.add_representer(str, _text)
