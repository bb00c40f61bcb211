"""A data folder for a suite or a server in a test: short, open for passing through, and gone afterwards.

Pytest's own temporary folders are private to us, and the PostgreSQL that root starts runs as somebody else.
"""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_folder() -> Iterator[Path]:
    """The folder, which does not exist yet; with it goes the short place that its sockets may have got."""
    above = Path(tempfile.mkdtemp(prefix="hp-"))
    above.chmod(0o711)
    try:
        yield above / "data"
    finally:
        for link in above.rglob("run"):
            if link.is_symlink():
                shutil.rmtree(link.readlink())
        shutil.rmtree(above)
