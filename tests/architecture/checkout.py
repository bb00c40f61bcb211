"""The checkout as the architecture tests see it: the files that git knows or would add."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "services" / "hallpass"
CODE = ("services", "tests", "gateway", "deploy", "bench")


def files(*folders: str) -> list[Path]:
    """Every file of the checkout that is not ignored, below these folders (all where none is named)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *folders]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def modules(*folders: str) -> list[Path]:
    """The Python files among them."""
    return [path for path in files(*folders) if path.suffix == ".py"]


def text(path: Path) -> str | None:
    """The content of a text file, None where it is none."""
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        return None
