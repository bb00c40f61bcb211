"""Every query of the roster. The tenant is the unit of work's, and part of each statement besides row security.

`staging` takes rows in, `checks` finds what contradicts itself, `merging` carries differences into the roster, `parts`
joins one aggregate together, `published` remembers what was told, `additions` and `runs` keep what people wrote.
"""
