"""Pure derivations that several services share: level, age, link in force, reachable, consent state, household, numbers."""
