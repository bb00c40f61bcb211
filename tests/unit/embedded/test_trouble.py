"""One clear sentence for what keeps the suite from starting."""

from hallpass.embedded.trouble import from_log


def test_a_full_disk_is_named() -> None:
    said = 'FATAL:  could not write lock file "postmaster.pid": No space left on device\n'
    assert from_log("PostgreSQL", said, "log").message == (
        "PostgreSQL cannot run: the disk is full. Free some space and start again."
    )


def test_anything_else_is_the_last_fatal_line() -> None:
    said = "LOG:  starting\nFATAL:  data directory has wrong ownership\nHINT:  something\n"
    assert from_log("PostgreSQL", said, "a.log").message == (
        "PostgreSQL cannot run: FATAL:  data directory has wrong ownership (log: a.log)."
    )


def test_silence_is_said_too() -> None:
    assert from_log("OPA", "", "a.log").message == "OPA cannot run: it said nothing (log: a.log)."
