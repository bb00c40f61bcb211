"""Pure derivations that several services share: level, age, link in force, consent state, household, numbers."""
