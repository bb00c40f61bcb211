"""What the command line asks of a running suite over HTTP."""

from __future__ import annotations

import contextlib
import json
import tempfile
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import requests

from hallpass.kernel.clock import SystemClock
from hallpass.kernel.errors import Conflict, HallpassError
from hallpass.kernel.issuer import DevelopmentIssuer
from hallpass.kernel.tenancy import TenantId, tenant_id
from hallpass.kernel.tokens import Role
from hallpass.state import RunningSuite

SUBJECTS: dict[Role, str] = {"app": "demo-app", "admin": "demo-admin", "sis": "demo-sis", "auditor": "demo-auditor"}
_SECONDS = 600


class Problem(HallpassError):
    """The suite answered with a problem document."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        """Members and sentences only: a problem names no values."""
        lines = [f"{body.get('title', 'Problem')} ({status}): {body.get('detail', '')}"]
        for error in body.get("errors", []):
            place = ":".join(str(error[name]) for name in ("file", "line", "column", "member") if name in error)
            lines.append(f"  {place}: {error['message']} [{error['code']}]")
        super().__init__("\n".join(lines))


class Client:
    """One district of a running suite, asked with tokens of its development issuer."""

    def __init__(self, suite: RunningSuite, district: str | None) -> None:
        """`district`: the one last started, unless named."""
        self.tenant: TenantId = tenant_id(district or suite.last)
        if self.tenant not in suite.districts:
            raise Conflict(f"The suite serves {', '.join(suite.districts)}, and not the district that was asked for.")
        self._suite = suite

    def require_running(self) -> None:
        """For commands that go past the API to the database. Raises `Conflict` where the suite does not run."""
        self._request("GET", "/healthz", "")

    def token(self, role: Role, subject: str | None = None, hours: float = 8.0) -> str:
        """A token of the development issuer."""
        issuer = DevelopmentIssuer(Path(self._suite.data) / "keys", SystemClock())
        return issuer.issue(self.tenant, role, subject or SUBJECTS[role], timedelta(hours=hours))

    def decide(self, request: bytes, role: Role, subject: str | None) -> dict[str, Any]:
        """The verdict on a request."""
        return self._call("POST", "/v1/decisions", self.token(role, subject), data=request)

    def import_roster(self, package: Path, guardians: Path | None, options: dict[str, str]) -> dict[str, Any]:
        """Hand in a OneRoster package; a folder is zipped first."""
        with contextlib.ExitStack() as stack:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            zipped = package if package.is_file() else _zipped(package, folder / "roster.zip")
            files = {"package": ("roster.zip", stack.enter_context(zipped.open("rb")), "application/zip")}
            if guardians is not None:
                files["guardians"] = ("guardians.csv", stack.enter_context(guardians.open("rb")), "text/csv")
            return self._call("POST", "/v1/rosters/imports", self.token("sis"), files=files, params=options)

    def _call(self, method: str, path: str, token: str, **content: Any) -> dict[str, Any]:
        answer = self._request(method, path, token, **content)
        try:
            body: dict[str, Any] = json.loads(answer.content)
        except ValueError:
            raise Conflict(f"What answers at {self._suite.url} is no Hallpass.") from None
        if not answer.ok:
            raise Problem(answer.status_code, body)
        return body

    def _request(self, method: str, path: str, token: str, **content: Any) -> requests.Response:
        try:
            return requests.request(
                method,
                f"{self._suite.url}{path}",
                headers={"Authorization": f"Bearer {token}"},
                timeout=_SECONDS,
                **content,
            )
        except requests.Timeout:
            raise Conflict(f"The suite at {self._suite.url} has not answered in {_SECONDS} s.") from None
        except requests.ConnectionError:
            raise Conflict(f"No suite answers at {self._suite.url}: start it with `make run`.") from None


def _zipped(folder: Path, target: Path) -> Path:
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise Conflict(f"{folder} is no OneRoster package: neither a zip file nor a folder of CSV files.")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            archive.write(path, path.name)
    return target
