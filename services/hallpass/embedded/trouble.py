"""The one failure of this room: the suite cannot start, or cannot go on."""

from hallpass.kernel.errors import HallpassError


class CannotStart(HallpassError):
    """Something on this machine is in the way. `message` is one sentence for the person at the terminal."""


NO_SPACE = "No space left on device"


def from_log(program: str, output: str, log: str) -> CannotStart:
    """Read a child's last output: a full disk by name, anything else by the last line that it left in `log`."""
    if NO_SPACE in output:
        return CannotStart(f"{program} cannot run: the disk is full. Free some space and start again.")
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line or "error" in line]
    said = (fatal or lines or ["it said nothing"])[-1]
    return CannotStart(f"{program} cannot run: {said} (log: {log}).")
