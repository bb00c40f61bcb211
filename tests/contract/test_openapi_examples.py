"""The API's document shows every JSON body by an example that its own schema allows, under names that people read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import structlog
from jsonschema import Draft202012Validator, FormatChecker
from prometheus_client import CollectorRegistry

from builders.guarded_routes import NOBODY, NotingGuard, routers_of
from hallpass.kernel.app import Surroundings, create_app
from hallpass.kernel.telemetry import Telemetry

CHECKED_FORMATS = FormatChecker(formats=("date",))


def _document() -> dict[str, Any]:
    around = Surroundings(NOBODY, Telemetry(CollectorRegistry()), structlog.get_logger())
    return create_app("hallpass", routers_of(NotingGuard()), around).openapi()


DOCUMENT = _document()
SCHEMAS: Mapping[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]


def _bodies() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each JSON body, by the route and where it stands in it."""
    for path, methods in DOCUMENT["paths"].items():
        for method, said in methods.items():
            places = {"request": said.get("requestBody", {}), **said["responses"]}
            for place, body in places.items():
                for media_type, content in body.get("content", {}).items():
                    if media_type.endswith("json"):
                        yield f"{method.upper()} {path} {place}", content


BODIES = dict(_bodies())


def _examples(holder: Mapping[str, Any]) -> list[Any]:
    named = [each["value"] for each in holder["examples"].values()] if "examples" in holder else []
    return [*named, *([holder["example"]] if "example" in holder else [])]


def _faults(schema: Mapping[str, Any], example: Any) -> list[str]:
    whole = {**schema, "components": DOCUMENT["components"]}
    found = Draft202012Validator(whole, format_checker=CHECKED_FORMATS).iter_errors(example)
    return [f"{error.json_path}: {error.message}" for error in found]


def _unknown_members(schema: Mapping[str, Any], example: Any) -> set[str]:
    """Members that a caller who copies the example would find ignored."""
    return set(example) - set(schema["properties"]) if "properties" in schema else set()


def test_the_document_has_the_bodies_of_every_service() -> None:
    assert {
        "POST /v1/rosters/imports 200",
        "PUT /v1/settings request",
        "POST /v1/answers request",
        "GET /v1/policies/revisions 200",
        "POST /v1/decisions request",
        "POST /v1/decisions default",
    } <= set(BODIES)


@pytest.mark.parametrize("place", BODIES)
def test_each_json_body_has_an_example_that_its_schema_allows(place: str) -> None:
    content = BODIES[place]
    name = content["schema"].get("$ref", "").rpartition("/")[2]
    examples = _examples(content) + (SCHEMAS[name] if name else content["schema"]).get("examples", [])
    assert examples
    assert [fault for example in examples for fault in _faults(content["schema"], example)] == []


@pytest.mark.parametrize("name", [name for name, schema in SCHEMAS.items() if schema["type"] == "object"])
def test_each_named_object_is_shown_by_one_example_that_it_allows(name: str) -> None:
    (example,) = SCHEMAS[name]["examples"]
    assert _faults(SCHEMAS[name], example) == []
    assert _unknown_members(SCHEMAS[name], example) == set()


def test_the_names_of_schemas_are_plain() -> None:
    assert [name for name in SCHEMAS if not re.fullmatch(r"[A-Z][A-Za-z]+", name)] == []


def test_a_body_has_no_other_example_than_its_own() -> None:
    """A class that inherits another's example would show a body that is not its own."""
    shown = [json.dumps(schema["examples"], sort_keys=True) for schema in SCHEMAS.values() if "properties" in schema]
    twice = {each for each in shown if shown.count(each) > 1}
    # What is answered of these two is what was written.
    assert twice == {
        json.dumps(SCHEMAS[name]["examples"], sort_keys=True) for name in ("InterestAnswer", "EmergencyAnswer")
    }


def test_a_wrong_example_would_be_seen() -> None:
    wrong = {**SCHEMAS["AnswerBody"]["examples"][0], "date": "8 September", "answer": "perhaps", "scope": {"staff": ""}}
    assert {fault.partition(":")[0] for fault in _faults(SCHEMAS["AnswerBody"], wrong)} == {
        "$.date",
        "$.answer",
        "$.scope",
    }
