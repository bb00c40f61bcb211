"""What a schema is made of, and what is in it, as values that two moments can be compared by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import asyncpg

Picture = Mapping[str, Sequence[tuple[object, ...]]]

# Numbers of objects differ from one creation to the next, so everything is asked for by its name.
_QUERIES = {
    "columns": """
        SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, is_identity,
            is_generated
        FROM information_schema.columns WHERE table_schema = $1 ORDER BY 1, 2""",
    "tables": """
        SELECT relname, relkind::text, relpersistence::text, relrowsecurity, relforcerowsecurity,
            pg_get_userbyid(relowner)
        FROM pg_class WHERE relnamespace = $1::regnamespace ORDER BY 1""",
    "policies": """
        SELECT tablename, policyname, permissive, roles::text, cmd, qual, with_check
        FROM pg_policies WHERE schemaname = $1 ORDER BY 1, 2""",
    "grants": """
        SELECT relname, pg_get_userbyid(grantee), privilege_type, is_grantable
        FROM pg_class, aclexplode(relacl) WHERE relnamespace = $1::regnamespace ORDER BY 1, 2, 3""",
    "column grants": """
        SELECT relname, attname, pg_get_userbyid(grantee), privilege_type
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid, aclexplode(attacl)
        WHERE relnamespace = $1::regnamespace ORDER BY 1, 2, 3, 4""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = $1 ORDER BY 1, 2",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
        FROM pg_constraint WHERE connamespace = $1::regnamespace ORDER BY 1, 2""",
}


async def picture(connection: asyncpg.Connection, schema: str) -> Picture:
    """Everything the schema is made of. The connection is the administrator's."""
    return {
        what: [tuple(row.values()) for row in await connection.fetch(query, schema)] for what, query in _QUERIES.items()
    }


async def contents(connection: asyncpg.Connection, schema: str, tables: Sequence[str]) -> Mapping[str, list[str]]:
    """The rows of these tables, of every tenant, each as one text. The connection is the administrator's."""
    return {
        table: [
            row["row"]
            for row in await connection.fetch(f'SELECT t::text AS row FROM "{schema}"."{table}" AS t ORDER BY 1')  # noqa: S608 - names of ours
        ]
        for table in tables
    }
