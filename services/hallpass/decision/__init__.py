"""Decision: may this sender reach these people with this message, over this medium, now?

Owns verdicts and a read model of everybody else's facts. Emits `decision.verdicts` and `decision.emergencies`. Hears
`roster.facts`, `consent.facts` and `policy.facts`. Refuses to make up an answer: what cannot be decided is undecided,
and undecided means do not contact. Reads: facts.py and store.py; derives: prepare.py; judges: the policy, through
opa.py; answers: spread.py.
"""
