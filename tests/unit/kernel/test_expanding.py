"""A migration may only widen what the release before it uses; each way of narrowing is refused by its name."""

from collections.abc import Sequence

import pytest

from hallpass.kernel.expanding import Revision, narrowed, refused

WIDENS = [
    "CREATE TABLE s.new (id text NOT NULL UNIQUE CHECK (id <> ''))",
    "ALTER TABLE s.old ADD COLUMN more text",
    'ALTER TABLE "s"."old" ADD COLUMN more text NOT NULL DEFAULT \'\'',
    "ALTER TABLE s.old ADD more numeric(10, 2)",
    "ALTER TABLE s.old ADD COLUMN more text DEFAULT 'one, two; DROP -- UNIQUE'",
    "ALTER TABLE s.old ADD COLUMN more text DEFAULT lower(coalesce('A', (SELECT 'B')))",
    "ALTER TABLE s.old ALTER COLUMN more DROP NOT NULL",
    "ALTER TABLE s.old ALTER COLUMN more SET DEFAULT 'x'",
    "ALTER TABLE s.old NO FORCE ROW LEVEL SECURITY",
    "CREATE INDEX old_by_more ON s.old (more)",
    "CREATE POLICY reads ON s.old FOR SELECT TO s_relay USING (true)",
    "GRANT SELECT (more) ON s.old TO s_relay",
    "COMMENT ON TABLE s.old IS 'words'",
]

UNREAD = "more than one statement at once, or quoting that is not read here"
NARROWS = [
    ("drops a table", "DROP TABLE s.old"),
    ("drops a column", "ALTER TABLE s.old DROP COLUMN words"),
    ("drops a column", "alter table only_old\n  drop words"),
    ("drops a constraint", "ALTER TABLE s.old DROP CONSTRAINT old_key"),
    ("drops a policy", "DROP POLICY tenant ON s.old"),
    ("changes a policy", "ALTER POLICY tenant ON s.old USING (false)"),
    ("drops an index", "DROP INDEX s.old_by_words"),
    ("renames", "ALTER TABLE s.old RENAME TO older"),
    ("renames", "ALTER TABLE s.old RENAME COLUMN words TO text"),
    ("renames", "ALTER INDEX s.old_by_words RENAME TO other"),
    ("moves to another schema", "ALTER TABLE s.old SET SCHEMA other"),
    ("changes a column's type", "ALTER TABLE s.old ALTER COLUMN words TYPE integer"),
    ("changes a column's type", "ALTER TABLE s.old ALTER words SET DATA TYPE integer"),
    ("makes a column required", "ALTER TABLE s.old ALTER COLUMN words SET NOT NULL"),
    ("drops a default", "ALTER TABLE s.old ALTER COLUMN words DROP DEFAULT"),
    ("adds a column that must be given", "ALTER TABLE s.old ADD COLUMN more text NOT NULL"),
    ("adds a constraint", "ALTER TABLE s.old ADD CONSTRAINT short CHECK (words <> '') NOT VALID"),
    ("adds a constraint", "ALTER TABLE s.old ADD UNIQUE (words)"),
    ("ties rows that were free", "ALTER TABLE s.old ADD FOREIGN KEY (words) REFERENCES s.other (words)"),
    ("adds a constraint", "ALTER TABLE s.old ADD COLUMN more text UNIQUE"),
    ("adds a constraint", "ALTER TABLE s.old ADD COLUMN more text CHECK (more <> '')"),
    ("ties rows that were free", "ALTER TABLE s.old ADD COLUMN more text REFERENCES s.other (id)"),
    ("ties rows that were free", "CREATE TABLE s.new (id text REFERENCES s.old (id))"),
    ("makes values unique", "CREATE UNIQUE INDEX old_words ON s.old (words)"),
    ("takes a right away", "REVOKE SELECT ON s.old FROM s_app"),
    ("locks rows that were open", "ALTER TABLE s.old ENABLE ROW LEVEL SECURITY"),
    ("adds a policy that lets less through", "CREATE POLICY few ON s.old AS RESTRICTIVE USING (false)"),
    ("empties a table", "TRUNCATE s.old"),
    ("changes rows of code that still runs", "UPDATE s.old SET words = ''"),
    ("changes rows of code that still runs", "DELETE FROM s.old"),
    ("is not known to widen", "CREATE TRIGGER stop BEFORE INSERT ON s.old EXECUTE FUNCTION s.stop()"),
    ("is not known to widen", "ALTER TABLE s.old ADD COLUMN more text, DISABLE TRIGGER ALL"),
    ("is not known to widen", "CREATE OR REPLACE VIEW s.seen AS SELECT 1"),
    ("is not known to widen", "SELECT s.drop_everything()"),
    ("is not known to widen", "WITH gone AS (DELETE FROM s.old RETURNING 1) SELECT 1"),
    ("is not known to widen", "CREATE TABLE IF NOT EXISTS s.old (id text)"),
    ("is not known to widen", "ALTER TABLE s.old ADD COLUMN more text DEFAULT '--', DISABLE TRIGGER ALL"),
    (UNREAD, "DO $$ BEGIN PERFORM 1; END $$"),
    (UNREAD, r"ALTER TABLE s.old ADD COLUMN more text DEFAULT E'\'', DROP COLUMN words"),
    (UNREAD, 'ALTER TABLE s.old ADD COLUMN "a(" text, DROP COLUMN words, ADD COLUMN "b)" text'),
    (UNREAD, "CREATE INDEX a ON s.old (b); DROP TABLE s.old"),
    ("drops a table", "/* soon */ DROP -- now\n TABLE s.old;"),
]

FIRST = Revision("s_1", None, (0, 1, 0), None, ["CREATE TABLE s.old (words text)"])
EXPANDS = Revision("s_2", "s_1", (0, 2, 0), None, ["ALTER TABLE s.old ADD COLUMN text text"])
DROPS = ["ALTER TABLE s.old DROP COLUMN words"]


def third(release: tuple[int, ...], contracts: str | None, statements: Sequence[str] = DROPS) -> Revision:
    return Revision("s_3", "s_2", release, contracts, statements)


@pytest.mark.parametrize("statement", WIDENS)
def test_what_widens_is_let_through(statement: str) -> None:
    assert narrowed([statement]) == []


@pytest.mark.parametrize("kind,statement", NARROWS)
def test_what_narrows_is_refused_by_its_name(kind: str, statement: str) -> None:
    assert [trouble.partition(":")[0] for trouble in narrowed([statement])] == [kind]


def test_a_table_of_the_same_revision_may_be_shaped_at_will() -> None:
    shape = [
        "ALTER TABLE s.new ENABLE ROW LEVEL SECURITY",
        'ALTER TABLE "s"."new" ADD CONSTRAINT one UNIQUE (id)',
        "CREATE UNIQUE INDEX new_id ON s.new (id)",
        "REVOKE UPDATE, DELETE ON s.new FROM s_app",
        "INSERT INTO s.new SELECT words FROM s.old",
    ]
    assert narrowed(['CREATE TABLE "s".new (id text)', *shape]) == []
    assert len(narrowed(shape)) == len(shape)


def test_a_column_of_the_same_revision_may_be_filled_and_no_other() -> None:
    adds, fills = "ALTER TABLE s.old ADD COLUMN more text", "UPDATE s.old SET more = lower(words) WHERE words <> ''"
    assert narrowed([adds, fills]) == []
    assert len(narrowed([fills])) == 1
    assert len(narrowed([adds, "UPDATE s.old SET more = '', words = ''"])) == 1
    assert len(narrowed([adds, "UPDATE s.other SET more = ''"])) == 1


def test_a_new_table_may_refer_to_itself_and_to_another_new_one() -> None:
    assert (
        narrowed(["CREATE TABLE s.a (id text REFERENCES s.a (id))", "CREATE TABLE s.b (id text REFERENCES s.a (id))"])
        == []
    )


def test_a_new_table_does_not_open_another_whose_name_begins_like_it() -> None:
    assert len(narrowed(["CREATE TABLE s.new (id text)", "ALTER TABLE s.newer ENABLE ROW LEVEL SECURITY"])) == 1


def test_a_trouble_names_the_revision_and_the_first_is_exempt() -> None:
    unruly = Revision("s_1", None, (0, 1, 0), None, DROPS)
    assert refused([unruly, EXPANDS, third((0, 3, 0), None)]) == [
        "s_3: drops a column: ALTER TABLE s.old DROP COLUMN words"
    ]


def test_what_an_earlier_release_replaced_may_go() -> None:
    assert refused([FIRST, EXPANDS, third((0, 3, 0), "s_2")]) == []


@pytest.mark.parametrize(
    "last,why",
    [
        (third((0, 2, 0), "s_2"), "contracts s_2, which no earlier release has shipped"),
        (third((0, 3, 0), "s_9"), "contracts s_9, which is no earlier revision"),
        (third((0, 3, 0), "s_3"), "contracts s_3, which is no earlier revision"),
        (third((0, 3, 0), "s_2", []), "says that it contracts s_2, and takes nothing away"),
        (third((0, 1, 0), None, []), "its release is before that of the revision it follows"),
    ],
)
def test_a_declaration_must_be_true(last: Revision, why: str) -> None:
    assert refused([FIRST, EXPANDS, last]) == [f"s_3: {why}"]


def test_a_revision_that_contracts_is_nothing_to_contract() -> None:
    fourth = Revision("s_4", "s_3", (0, 4, 0), "s_3", ["DROP TABLE s.old"])
    assert refused([FIRST, EXPANDS, third((0, 3, 0), "s_2"), fourth]) == [
        "s_4: contracts s_3, which expanded nothing: it contracts itself"
    ]
