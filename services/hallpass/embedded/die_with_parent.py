"""The first step of every child: `die_with_parent.py PARENT SIGNAL USER GROUP PROGRAM…`, then it becomes the program.

A process of its own rather than a hook between fork and exec, because such a hook may deadlock in a program with
threads. Standard library only, run with `-I -S`. USER and GROUP are numbers, or `-` for no change.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PARENT_GONE = 75


def ask_for_signal(number: int) -> None:
    """Have the kernel send this signal to us when the thread that started us ends. Linux only; nothing elsewhere."""
    if sys.platform == "linux":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(PR_SET_PDEATHSIG, number, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")


def main(arguments: list[str]) -> None:
    """Change the user, tie our life to the parent's, and become the program. Ends with 75 when the parent is gone."""
    parent, number, user, group, *command = arguments
    if user != "-":
        os.setgroups([])
        os.setgid(int(group))
        os.setuid(int(user))
    # After the change of user: that change makes the kernel forget the wish.
    ask_for_signal(int(number))
    if os.getppid() != int(parent):
        sys.exit(PARENT_GONE)
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    os.execv(command[0], command)  # noqa: S606 - a full path and no shell


if __name__ == "__main__":
    main(sys.argv[1:])
