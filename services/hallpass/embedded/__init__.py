"""The process tree of `hallpass run`: PostgreSQL and OPA as children of the suite, on one data folder.

Owns starting, watching and ending them, and the promise that nothing outlives the suite however it ends. Refuses, in
one sentence each, whatever keeps them from starting. Knows nothing of schools.
"""
