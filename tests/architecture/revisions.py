"""A service's migrations as the expand-contract check wants them: what each declares, and the SQL of its upgrade."""

from pathlib import Path

from alembic.config import Config
from alembic.operations import Operations
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from hallpass.kernel.expanding import Revision
from hallpass.kernel.migrate import ENVIRONMENT


class _Statements(list[str]):
    """Takes what Alembic would write into a file: one call for each statement."""

    def write(self, statement: str) -> None:
        """Keep one statement."""
        self.append(statement)

    def flush(self) -> None:
        """Nothing waits."""


def chain(schema: str, versions: Path) -> list[Revision]:
    """Every revision of the folder, the first first. No database is asked: Alembic only writes the SQL down.

    Raises AttributeError for a revision that does not declare its release.
    """
    config = Config()
    config.set_main_option("script_location", str(ENVIRONMENT).replace("%", "%%"))
    config.set_main_option("version_locations", str(versions).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.attributes["schema"] = schema
    scripts = ScriptDirectory.from_config(config)
    with EnvironmentContext(config, scripts):
        return [_revision(script) for script in reversed(list(scripts.walk_revisions()))]


def _revision(script: Script) -> Revision:
    statements = _Statements()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "literal_binds": True, "output_buffer": statements}
    )
    with Operations.context(context):
        script.module.upgrade()
    before = script.down_revision
    if not (before is None or isinstance(before, str)):
        raise ValueError(f"{script.revision} follows more than one revision: a service's chain is a line")
    release = tuple(int(part) for part in script.module.release.split("."))
    return Revision(script.revision, before, release, getattr(script.module, "contracts", None), statements)
