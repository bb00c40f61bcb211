"""The Helm chart: linted, rendered with the example's values and with few, and each object held against its schema."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from deploy.release.commands import Commands, Failed
from deploy.release.objects import misfits

CHART = "deploy/helm/hallpass"
OLDEST = "1.29"
"""The oldest Kubernetes that the chart says it is for; the newest is the one that kubernetes-validate knows."""
FEW: Mapping[str, Any] = {
    "database": {"url": "postgresql://db.example.org/hallpass"},
    "kafka": {"bootstrap": "kafka.example.org:9092"},
    "identity": {
        "issuers": [{"issuer": "https://id.example.org/r", "jwks_url": "https://id.example.org/r/certs"}],
        "tokenUrl": "https://id.example.org/r/token",
    },
}
"""The least that must be said."""


def check_chart(root: Path, commands: Commands, scratch: Path) -> str:
    """Check it, with `scratch` for what is rendered; returns what was done. Raises Failed."""
    helm, validate = str(root / ".tools/bin/helm"), str(root / ".venv/bin/kubernetes-validate")
    few = scratch / "few.yaml"
    few.write_text(json.dumps(FEW), encoding="utf-8")
    example = root / CHART / "ci" / "values.yaml"
    objects = 0
    for values in (example, few):
        commands.run(helm, "lint", CHART, "--strict", "--kube-version", OLDEST, "--values", str(values))
        text = commands.run(
            helm, "template", "release", CHART, "--kube-version", OLDEST, "--values", str(values), "--namespace", "h"
        )
        rendered = scratch / f"rendered-{values.stem}.yaml"
        rendered.write_text(text, encoding="utf-8")
        for version in ((), ("--kubernetes-version", OLDEST)):
            commands.run(validate, "--strict", "--quiet", *version, str(rendered))
        found = [one for one in yaml.safe_load_all(text) if one is not None]
        if wrong := misfits(found):
            raise Failed("the chart's objects do not fit together:\n" + "\n".join(wrong))
        objects = max(objects, len(found))
    _refused(commands, helm)
    return f"helm lint, helm template, {objects} objects against Kubernetes {OLDEST} and the newest"


def _refused(commands: Commands, helm: str) -> None:
    """The schema must refuse a chart without an address of anything."""
    try:
        commands.run(helm, "template", "release", CHART, "--kube-version", OLDEST)
    except Failed as error:
        if "/database/url" in str(error):
            return
        raise
    raise Failed("the chart is rendered without the values that must be given")
