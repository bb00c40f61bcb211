"""What the tests of the process tree share: a data folder that the server can reach, and the pinned OPA."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from builders.data_folders import data_folder
from hallpass.embedded.opa_binary import find

CHECKOUT = Path(__file__).resolve().parents[3]


@pytest.fixture
def data() -> Iterator[Path]:
    """A data folder of this test's own."""
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def opa_binary() -> Path:
    """The pinned OPA."""
    return find(CHECKOUT)
