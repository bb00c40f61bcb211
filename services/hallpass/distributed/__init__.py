"""The distributed way to run: one service, or one part of it, per process, on servers that others keep.

`serve` runs a process, `compose` puts a service together for it, `operators` holds the steps that stand between two
releases, `commands` is their command line. Everything else is the same code as in the suite on one machine.
"""
