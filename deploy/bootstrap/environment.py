"""The Python environments: `.venv` for the product, small ones under `.tools` for the tools that build.

Each is made from a hash-locked list. A stamp inside says which lists it holds, so that a second start only compares
digests.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap import pythons, say, trouble

SPACE = {"run": 700, "dev": 900, "go": 600, "lock": 200}
USUALLY = {"run": "20 to 90 s", "dev": "30 to 120 s", "go": "20 to 40 s", "lock": "5 s"}
STAMP = "hallpass-stamp.json"


@dataclass(frozen=True)
class Environment:
    """A virtual environment in `folder`, for the checkout at `root`; its logs go to `.tools/log`."""

    root: Path
    folder: Path

    @property
    def python(self) -> Path:
        """The environment's own Python."""
        return self.folder / "bin" / "python"

    def ensure(self, name: str) -> None:
        """Make the environment hold at least what `requirements/NAME.txt` lists, with the listed hashes."""
        locked = self.root / "requirements" / f"{name}.txt"
        wanted = _digest(locked)
        if self._stamp().get(name) == wanted and self.python.exists():
            return
        say.require_space(self.root, SPACE[name], "the Python environment")
        if not self._usable():
            self._create()
        what = f"Installing requirements/{name}.txt into {self._name()}"
        self._pip(what, USUALLY[name], ["--require-hashes", "-r", str(locked)])
        held = {name: wanted}
        if name == "dev":
            held["run"] = _digest(locked.with_name("run.txt"))
        self._remember(held)

    def ensure_product(self) -> None:
        """Install the checkout itself, so that `.venv/bin/hallpass` runs what is in services/."""
        wanted = _digest(self.root / "pyproject.toml")
        if self._stamp().get("product") == wanted:
            return
        self._pip("Installing Hallpass itself", "3 s", ["--no-deps", "--no-build-isolation", "-e", str(self.root)])
        self._remember({"product": wanted})

    def _usable(self) -> bool:
        """Whether its Python starts and has pip: the Python that it was made from, or the checkout, may have moved."""
        if not self.python.exists() or self._stamp().get("root", str(self.root)) != str(self.root):
            return False
        return subprocess.run([str(self.python), "-c", "import pip"], capture_output=True, check=False).returncode == 0

    def _create(self) -> None:
        what = f"Making the Python environment {self._name()}"
        self._run(what, "5 s", [pythons.choose(), "-m", "venv", "--clear", str(self.folder)], "venv")
        self._remember({"root": str(self.root)})

    def _pip(self, what: str, usually: str, options: list[str]) -> None:
        command = [str(self.python), "-m", "pip", "install", "--no-input", "--disable-pip-version-check", *options]
        self._run(what, usually, command, "pip")

    def _run(self, what: str, usually: str, command: list[str], name: str) -> None:
        log = self.root / ".tools" / "log" / f"{name}.log"
        if say.run(what, usually, command, log=log, cwd=self.root) != 0:
            raise say.CannotPrepareError(trouble.sentence(what, log))

    def _name(self) -> str:
        return str(self.folder.relative_to(self.root))

    def _stamp(self) -> dict[str, str]:
        try:
            text = (self.folder / STAMP).read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def _remember(self, held: dict[str, str]) -> None:
        """Add to the stamp, in one step: a half-written stamp must not be read."""
        fresh = self.folder / f"{STAMP}.new"
        fresh.write_text(json.dumps({**self._stamp(), **held}, indent=1), encoding="utf-8")
        fresh.replace(self.folder / STAMP)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
