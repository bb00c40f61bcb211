"""What the policies expect of their input, generated from the contracts so that both can never disagree.

Two files: a JSON Schema for `opa check --schema`, which finds misspelt members at build time, and the package
`hallpass.shape`, which at run time refuses an input that lacks a member, has one too many or holds an unknown value.
It is Rego rather than data, since a check that is written out costs a tenth of one that interprets a description.

    python -m hallpass.contracts.schemas policies
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from hallpass.contracts.situation import SCHEMA, PolicyInput

Json = dict[str, Any]

_REF = "#/$defs/"
_LINE = 100
"""A set that would make a longer line stands one value to a line."""

_HEADER = """\
# METADATA
# title: The shape of the policy's input
# description: >-
#   Generated from the contracts by `python -m hallpass.contracts.schemas`; do not edit. Every struct has exactly its
#   members, each of its type, and every enumerated value is one that is known. A renamed fact must never become a
#   silent permit: without this the verdict is undefined.
package hallpass.shape

# METADATA
# description: The number of the shape.
schema := {schema}

# METADATA
# description: The input is whole.
complete if {{
	input.schema == schema
	_{root}(input)
}}
"""


def input_schema() -> Json:
    """The policy's input as one closed JSON Schema without references, as OPA's type checker reads it best."""
    root, structs = _components()
    return {"$schema": "http://json-schema.org/draft-07/schema#", **_inlined(root, structs)}


def shape_module() -> str:
    """The Rego package that checks an input against the contracts, formatted as `opa fmt` does."""
    root, structs = _components()
    functions = "\n".join(_function(name, struct["properties"]) for name, struct in structs.items())
    return _HEADER.format(schema=SCHEMA, root=_snake(root["$ref"].removeprefix(_REF))) + "\n" + functions


def generated(policies: Path) -> dict[Path, str]:
    """The text of each generated file under the folder `policies`."""
    return {
        policies / "schemas" / "input.json": json.dumps(input_schema(), indent=2) + "\n",
        policies / "hallpass" / "shape" / "shape.rego": shape_module(),
    }


def _components() -> tuple[Json, Json]:
    (root,), structs = msgspec.json.schema_components([PolicyInput], ref_template=_REF + "{name}")
    for name, struct in structs.items():
        # Both guards rest on it: a member that may be absent would be a rule that may be silent.
        if set(struct["required"]) != set(struct["properties"]) or struct["additionalProperties"] is not False:
            raise TypeError(f"{name}: every member of the policy's input is required, and none may be added")
    return root, structs


def _inlined(described: Mapping[str, Any], structs: Json) -> Json:
    if "$ref" in described:
        return _inlined(structs[described["$ref"].removeprefix(_REF)], structs)
    inlined = {key: value for key, value in described.items() if key not in {"title", "description"}}
    if "items" in inlined:
        inlined["items"] = _inlined(inlined["items"], structs)
    if "properties" in inlined:
        inlined["properties"] = {name: _inlined(member, structs) for name, member in inlined["properties"].items()}
    return inlined


def _function(name: str, members: Mapping[str, Json]) -> str:
    """A struct's check: the pattern in its head takes an object of exactly these members."""
    pattern = [f'"{member}": {member}' for member in sorted(members)]
    head = [f"_{_snake(name)}({{{', '.join(pattern)}}}) if {{"]
    if len(head[0]) > _LINE:
        head = [f"_{_snake(name)}({{", *(f"\t{member}," for member in pattern), "}) if {"]
    checks = (line for member, described in members.items() for line in _checks(member, described))
    return "\n".join([*head, *checks, "}", ""])


def _checks(place: str, described: Mapping[str, Any], indent: str = "\t") -> Iterator[str]:
    """The expressions that hold one member to its type; a type that they do not cover is refused."""
    match described:
        case {"$ref": name}:
            yield f"{indent}_{_snake(name.removeprefix(_REF))}({place})"
        case {"enum": values}:
            yield from _in_set(place, values, indent)
        case {"anyOf": [*choices]} if all("enum" in choice for choice in choices):
            yield from _in_set(place, (value for choice in choices for value in choice["enum"]), indent)
        case {"type": "array", "items": items}:
            # Equal to the list of those that are right: one expression, half the price of `every`, and no object is.
            yield f"{indent}{place} == [item |"
            yield f"{indent}\tsome item in {place}"
            yield from _checks("item", items, indent + "\t")
            yield f"{indent}]"
        case {"type": "integer"}:
            yield f"{indent}is_number({place})"
        case {"type": ("boolean" | "string") as name}:
            yield f"{indent}is_{name}({place})"
        case _:
            raise TypeError(f"the policy's input has a member that the policies cannot check: {sorted(described)}")


def _in_set(place: str, values: Iterator[str] | list[str], indent: str) -> Iterator[str]:
    literals = [json.dumps(value) for value in sorted(values)]
    line = f"{indent}{place} in {{{', '.join(literals)}}}"
    if len(line) <= _LINE:
        yield line
    else:
        yield f"{indent}{place} in {{"
        yield from (f"{indent}\t{literal}," for literal in literals)
        yield f"{indent}}}"


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def main() -> None:
    """Write the generated files under the given folder of policies."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("policies", type=Path)
    for path, text in generated(parser.parse_args().policies).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
