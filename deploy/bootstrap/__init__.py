"""From a fresh checkout to a machine that can run Hallpass: Python environment, OPA, Regal.

Standard library only, because nothing else is there yet. The syntax stays that of Python 3.8, so that an old Python
can still say in one sentence what is missing. Called by the Makefile as `python -m deploy.bootstrap WHAT`.
"""
