"""Building the signed policy bundle with `opa build`: checked against the capabilities, named by its content."""

import asyncio
import re
import shutil
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from hallpass.kernel.errors import HallpassError
from hallpass.policy.signing import SigningKey

RELEASE = Path("hallpass/release/data.json")
MANIFEST = Path(".manifest")
CAPABILITIES = Path("capabilities.json")

LEFT_OUT = frozenset({"cases", "schemas", "screening"})
"""Folders that are for tests and for Python: whole-verdict cases, schemas, phrase rules."""

NUMBERS = re.compile(r"\d{1,9}(\.\d{1,9})*")
"""A release: numbers between dots, so that one is older than another."""

SUFFIXES = frozenset({".rego", ".json", ".yaml", ".yml"})


class BuildFailed(HallpassError):
    """The policies do not make a bundle. The message is the compiler's, which speaks of the policies alone."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What goes into a bundle: files by their path below the policies' folder, and the release that they are."""

    files: dict[Path, bytes]
    release: str

    @property
    def revision(self) -> str:
        """SHA-256 of paths and contents, hexadecimal: equal sources are the same revision, wherever they are built."""
        digest = sha256()
        for path in sorted(self.files):
            for part in (path.as_posix().encode(), self.files[path]):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Bundle:
    """A signed bundle as OPA downloads it (gzip tar)."""

    revision: str
    key_id: str
    release: str
    content: bytes

    @property
    def etag(self) -> str:
        """Another content or another signer is another version. The signature's bytes differ with each build."""
        return f'"{self.revision}.{self.key_id}"'


def read_sources(policies: Path) -> Sources:
    """Read the folder without tests and what is not for OPA. Raises BuildFailed where the release is missing."""
    files = {
        path: (policies / path).read_bytes()
        for path in sorted(found.relative_to(policies) for found in policies.rglob("*") if found.is_file())
        if _belongs(path)
    }
    try:
        release = msgspec.json.decode(files[RELEASE], type=dict[str, str])["release"]
    except (KeyError, msgspec.DecodeError) as error:
        raise BuildFailed(f"{RELEASE} does not name the release of the policies.") from error
    if not NUMBERS.fullmatch(release):
        raise BuildFailed(f"{RELEASE} names a release that is not numbers between dots.")
    return Sources(files, release)


def is_newer(release: str, than: str) -> bool:
    """Whether one release comes after another: 1.10 after 1.9. Raises ValueError where one is not numbers."""
    return _numbers(release) > _numbers(than)


async def build(opa: Path, policies: Path, key: SigningKey) -> Bundle:
    """Stage the sources with their revision, compile and sign. Raises BuildFailed with the compiler's words."""
    sources = await asyncio.to_thread(read_sources, policies)
    with tempfile.TemporaryDirectory(prefix="hallpass-bundle-") as name:
        room = Path(name)
        staged, target = room / "policies", room / "bundle.tar.gz"
        await asyncio.to_thread(_stage, sources, staged)
        # From inside the folder, so that no path of this machine gets into the bundle.
        await _run(
            opa,
            staged,
            *("build", "--bundle", ".", "--output", str(target), "--revision", sources.revision),
            *("--capabilities", str((policies / CAPABILITIES).absolute())),
            *("--signing-alg", "ES256", "--signing-key", str(key.private_path.absolute())),
        )
        return Bundle(sources.revision, key.key_id, sources.release, await asyncio.to_thread(target.read_bytes))


def _belongs(path: Path) -> bool:
    if path == MANIFEST:
        return True
    hidden = any(part.startswith(".") for part in path.parts)
    left_out = not LEFT_OUT.isdisjoint(path.parts[:-1])
    test = path.name.endswith("_test.rego")
    return not (hidden or left_out or test) and path.suffix in SUFFIXES and path != CAPABILITIES


def _numbers(release: str) -> list[int]:
    return [int(part) for part in release.split(".")]


def _stage(sources: Sources, folder: Path) -> None:
    for path, content in sources.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    said = {"revision": sources.revision, "release": sources.release}
    (folder / RELEASE).write_bytes(msgspec.json.encode(said))


async def _run(opa: Path, folder: Path, *arguments: str) -> None:
    program = shutil.which(opa)
    if program is None:
        raise BuildFailed("The program opa is not where the settings say.")
    process = await asyncio.create_subprocess_exec(
        program,
        *arguments,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise BuildFailed(f"The policies do not make a bundle: {said.decode(errors='replace').strip()}")
