"""`python -m hallpass` is the command `hallpass`."""

from hallpass.cli import main

main()
