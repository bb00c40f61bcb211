"""The statement that reads the facts: with the parts that a request needs it finds what it would find with all."""

from __future__ import annotations

from collections import Counter
from itertools import product
from typing import Any

import msgspec
import pytest

from builders.worlds import request
from hallpass.decision.queries import facts
from hallpass.decision.shapes import Shape, asked
from integration.decision.conftest import LAKESIDE, ReadModel
from integration.decision.test_read_model import HILLVIEW, class_of, district

PARTS: dict[str, dict[str, Any]] = {
    "classes": {"audience": {"classes": [{"id": "c", "members": "students"}, {"id": "none", "members": "students"}]}},
    "schools": {"audience": {"schools": [{"id": "district", "members": "students"}]}},
    "guardians": {"audience": {"guardian_ids": ["g2", "childless", "nobody"]}},
    "classroom": {"classroom": {"class_id": "c"}},
    "platform": {"medium": {"platform_id": "blog"}},
    "mentions": {"content": {"mentions": ["s2"]}},
    "numbers": {"content": {"text": "Call 608-345-2211."}},
}
EVERYTHING = Shape(*(name != "few" for name in Shape._fields))


def asking(*parts: str) -> Any:
    """A request with these parts, and two students by name."""
    medium = {"kind": "email", "account": "district", "device": "district"}
    members: dict[str, Any] = {"audience": {"student_ids": ["s1", "nobody"]}, "medium": medium}
    for part in parts:
        for member, said in PARTS[part].items():
            members[member] = members.get(member, {}) | said
    return request(**members)


async def found(model: ReadModel, shape: Shape, values: dict[str, Any]) -> Counter[Any]:
    """What the statement of this shape gives; the people of an array one by one, since an array has no order here."""
    statement = facts(shape)
    rows: Counter[Any] = Counter()
    async with model.pool.acquire() as connection:
        for row in await connection.fetch(statement.sql, *[values[name] for name in statement.parameters]):
            kind, *rest = row
            if kind in ("students", "answers", "in_school"):
                rows.update((kind, row["a"], repr(one)) for one in msgspec.json.decode(row["doc"] or b"[]"))
            else:
                rows[kind, *rest] += 1
    return rows


async def test_the_parts_that_a_request_needs_find_what_all_would_find(model: ReadModel) -> None:
    await model.hear([*district(), class_of("s2", teacher="other", class_id="d")])
    for chosen in product((False, True), repeat=len(PARTS)):
        parts = [part for part, there in zip(PARTS, chosen, strict=True) if there]
        shape, values = asked(LAKESIDE, asking(*parts))
        assert [name for name, there in zip(Shape._fields, shape, strict=True) if there and name != "few"] == parts
        whole = await found(model, EVERYTHING._replace(numbers=shape.numbers), values)
        assert await found(model, shape, values) == whole, parts
        assert await found(model, shape._replace(few=False), values) == whole, parts


@pytest.mark.parametrize("parts", [(), tuple(PARTS)], ids=["few", "all"])
async def test_the_tenant_ends_with_the_statement(model: ReadModel, parts: tuple[str, ...]) -> None:
    await model.hear(district())
    shape, values = asked(LAKESIDE, asking(*parts))
    statement = facts(shape)
    async with model.pool.acquire() as connection:
        assert await connection.fetch(statement.sql, *[values[name] for name in statement.parameters])
        assert not await connection.fetchval("SELECT current_setting('hallpass.tenant', true)")
        assert await connection.fetchval("SELECT count(*) FROM student") == 0
    assert not {kind for kind, *_ in await found(model, shape, values | {"tenant": HILLVIEW})}
