"""What the tests of the process tree share: a data folder that the server can reach, the pinned OPA, patience."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from hallpass.embedded.opa_binary import find

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder that does not exist yet, below a folder that every account can pass through."""
    above = Path(tempfile.mkdtemp(prefix="hp-"))
    above.chmod(0o711)
    yield above / "data"
    for link in above.rglob("run"):
        if link.is_symlink():
            shutil.rmtree(link.readlink())
    shutil.rmtree(above)


@pytest.fixture(scope="session")
def opa_binary() -> Path:
    """The pinned OPA."""
    return find(CHECKOUT)
