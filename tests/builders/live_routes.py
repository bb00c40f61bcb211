"""The routes that a running suite says it has, each ready to be called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
A_UUID = "0199d0a4-5a1e-7000-8000-000000000001"


@dataclass(frozen=True)
class Route:
    """One method of one path; `values` fill the path's parameters, `query` those that must be in the query."""

    method: str
    path: str
    values: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    takes_body: bool = False

    def __str__(self) -> str:
        """As one writes it."""
        return f"{self.method} {self.path}"

    def call(self, http: httpx.Client, url: str, token: str | None, **known: str) -> httpx.Response:
        """Call it, with an empty body where it takes one; `known` values stand for the made-up ones."""
        path = re.sub(r"\{(\w+)\}", lambda found: known.get(found[1], self.values[found[1]]), self.path)
        return http.request(
            self.method,
            f"{url}{path}",
            params={name: known.get(name, value) for name, value in self.query.items()},
            headers={} if token is None else {"Authorization": f"Bearer {token}"},
            json={} if self.takes_body else None,
        )


def live_routes(http: httpx.Client, url: str) -> list[Route]:
    """Every documented route of the suite at `url`."""
    document = http.get(f"{url}/openapi.json").json()
    return [
        _route(method, path, said)
        for path, methods in document["paths"].items()
        for method, said in methods.items()
        if method in METHODS
    ]


def _route(method: str, path: str, said: Mapping[str, Any]) -> Route:
    parameters = said.get("parameters", [])
    return Route(
        method=method.upper(),
        path=path,
        values={entry["name"]: _made_up(entry["schema"]) for entry in parameters if entry["in"] == "path"},
        query={
            entry["name"]: _made_up(entry["schema"])
            for entry in parameters
            if entry["in"] == "query" and entry["required"]
        },
        takes_body="requestBody" in said,
    )


def _made_up(schema: Mapping[str, Any]) -> str:
    if schema.get("enum"):
        return str(schema["enum"][0])
    return A_UUID if schema.get("format") == "uuid" else "nobody-s-1"
