"""No migration breaks the release before it: each only widens, or names the earlier one that made room for it."""

import tomllib
from pathlib import Path

import pytest

from architecture.checkout import PACKAGE, ROOT
from architecture.revisions import chain
from hallpass.kernel.expanding import refused
from hallpass.settings import SERVICES

REVISION = '''"""A step."""

from alembic import context, op

revision = "{name}"
down_revision = {before}
release = "{release}"
{more}

def upgrade() -> None:
    schema = context.config.attributes["schema"]
    op.execute(f"{statement}")
'''


def _versions(service: str) -> Path:
    return PACKAGE / service / "migrations" / "versions"


def _step(folder: Path, name: str, before: str | None, release: str, statement: str, more: str = "") -> None:
    written = REVISION.format(name=name, before=repr(before), release=release, statement=statement, more=more)
    (folder / f"{name}.py").write_text(written)


@pytest.mark.parametrize("service", SERVICES)
def test_every_revision_can_be_rolled_out_under_the_release_before_it(service: str) -> None:
    revisions = chain(service, _versions(service))
    assert len(revisions) == len(list(_versions(service).glob("0*.py"))) > 1
    assert all(revision.statements for revision in revisions)
    assert refused(revisions) == []


@pytest.mark.parametrize("service", SERVICES)
def test_no_revision_claims_a_release_that_is_not_the_next_or_an_older_one(service: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    version = tuple(int(part) for part in project.split("."))
    assert [one.name for one in chain(service, _versions(service)) if one.release > version] == []


def test_a_revision_that_breaks_the_one_before_is_found(tmp_path: Path) -> None:
    _step(tmp_path, "a", None, "0.1.0", "CREATE TABLE {schema}.old (words text, text text)")
    _step(tmp_path, "b", "a", "0.1.0", "ALTER TABLE {schema}.old DROP COLUMN words")
    assert refused(chain("notes", tmp_path)) == ["b: drops a column: ALTER TABLE notes.old DROP COLUMN words"]


def test_a_declared_contraction_waits_for_a_release(tmp_path: Path) -> None:
    _step(tmp_path, "a", None, "0.1.0", "CREATE TABLE {schema}.old (words text)")
    _step(tmp_path, "b", "a", "0.2.0", "ALTER TABLE {schema}.old ADD COLUMN text text")
    drop = "ALTER TABLE {schema}.old DROP COLUMN words"
    _step(tmp_path, "c", "b", "0.2.0", drop, 'contracts = "b"')
    assert refused(chain("notes", tmp_path)) == ["c: contracts b, which no earlier release has shipped"]
    _step(tmp_path, "c", "b", "0.3.0", drop, 'contracts = "b"')
    assert refused(chain("notes", tmp_path)) == []


def test_a_revision_without_its_release_is_found(tmp_path: Path) -> None:
    _step(tmp_path, "a", None, "0.1.0", "CREATE TABLE {schema}.old (words text)")
    path = tmp_path / "a.py"
    path.write_text(path.read_text().replace('release = "0.1.0"', ""))
    with pytest.raises(AttributeError, match="release"):
        chain("notes", tmp_path)
