"""The roster: what the SIS said, what the district added, what was published.

Revision ID: roster_0001
"""

from __future__ import annotations

from alembic import op

from hallpass.kernel.migrations import kernel_tables_created, tenant_table

revision = "roster_0001"
down_revision = None
branch_labels = ("roster",)
depends_on = None
release = "0.1.0"

TABLES = {
    "org": """
        id text, name text NOT NULL, kind text NOT NULL CHECK (kind IN ('school', 'district', 'other')), parent text,
        active boolean NOT NULL, PRIMARY KEY (tenant_id, id)""",
    "person": """
        id text, active boolean NOT NULL, enabled boolean NOT NULL, name text NOT NULL, grade text, primary_org text,
        PRIMARY KEY (tenant_id, id)""",
    "person_role": """
        person text, position integer, role text NOT NULL, org text, main boolean NOT NULL, since date, until date,
        PRIMARY KEY (tenant_id, person, position)""",
    "agent": "person text, agent text, PRIMARY KEY (tenant_id, person, agent)",
    "birth": "person text, birth_date date NOT NULL, PRIMARY KEY (tenant_id, person)",
    "school_class": """
        id text, title text NOT NULL, school text NOT NULL, active boolean NOT NULL, PRIMARY KEY (tenant_id, id)""",
    "enrollment": """
        id text, class_id text NOT NULL, person text NOT NULL,
        role text NOT NULL CHECK (role IN ('student', 'teacher')),
        since date, until date, PRIMARY KEY (tenant_id, id)""",
    "guardian_link": """
        student text, guardian text, since date, until date, relationship text NOT NULL, may_contact boolean NOT NULL,
        no_contact boolean NOT NULL, may_consent boolean NOT NULL, records_access boolean NOT NULL,
        language text NOT NULL, PRIMARY KEY (tenant_id, student, guardian, since)""",
    "fact": """
        kind text CHECK (kind IN ('student', 'guardian', 'staff', 'class', 'school')), id text,
        version bigint NOT NULL, active boolean NOT NULL, payload bytea NOT NULL, PRIMARY KEY (tenant_id, kind, id)""",
    "staff_fact": """
        staff text, policy_version text, acknowledged date, supervisor text, numbers text[] NOT NULL,
        origin text NOT NULL CHECK (origin IN ('api', 'folder')), PRIMARY KEY (tenant_id, staff),
        CHECK ((policy_version IS NULL) = (acknowledged IS NULL))""",
    "record_interest": """
        staff text, student text, reason text NOT NULL, origin text NOT NULL CHECK (origin IN ('api', 'folder')),
        PRIMARY KEY (tenant_id, staff, student)""",
    "tags": """
        kind text CHECK (kind IN ('student', 'staff', 'class')), id text, words text[] NOT NULL,
        origin text NOT NULL CHECK (origin IN ('api', 'folder')), PRIMARY KEY (tenant_id, kind, id)""",
    "import_run": "id uuid, finished_at timestamptz NOT NULL, outcome jsonb NOT NULL, PRIMARY KEY (tenant_id, id)",
}

INDEXES = {
    "agent_by_agent": "agent (tenant_id, agent)",
    "enrollment_by_class_id": "enrollment (tenant_id, class_id)",
    "guardian_link_by_guardian": "guardian_link (tenant_id, guardian)",
}

# Filled and emptied within one transaction. Unlogged: nothing in them outlives a crash, nor should it.
STAGES = {
    "stage_org": "id text, name text, kind text, parent text, active boolean",
    "stage_session": "id text, parent text",
    "stage_course": "id text, session text, org text",
    "stage_class": "id text, title text, school text, course text, terms text, active boolean",
    "stage_person": """
        id text, active boolean, enabled boolean, name text, grade text, primary_org text, agents text""",
    "stage_role": """
        position integer, id text, person text, role text, org text, main boolean, since date, until date,
        active boolean""",
    "stage_demographic": "id text, birth_date date",
    "stage_enrollment": """
        id text, class_id text, school text, person text, role text, since date, until date, active boolean""",
    "stage_guardian": """
        student text, guardian text, relationship text, may_contact boolean, no_contact boolean, may_consent boolean,
        records_access boolean, language text, since date, until date""",
}


def upgrade() -> None:
    """Create the tables, each locked to the tenant that is set."""
    kernel_tables_created(op, "roster")
    for name, columns in TABLES.items():
        op.execute(f"CREATE TABLE roster.{name} (tenant_id text NOT NULL, {columns})")
        tenant_table(op, "roster", name)
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX {name} ON roster.{columns}")
    for name, columns in STAGES.items():
        op.execute(f"CREATE UNLOGGED TABLE roster.{name} (tenant_id text NOT NULL, line integer NOT NULL, {columns})")
        tenant_table(op, "roster", name)


def downgrade() -> None:
    """Drop everything of the service."""
    for name in (*TABLES, *STAGES, "outbox", "topic_sequence", "inbox", "position"):
        op.execute(f"DROP TABLE roster.{name}")
