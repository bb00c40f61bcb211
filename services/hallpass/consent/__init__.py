"""Consent: what families were told and what they answered.

Owns notices with their texts and deliveries, answers, the district's directory opt-outs, consultations of principals,
objections to password protection, reminders of tagging. All of it is one append-only ledger: nothing is changed or
deleted, a fact that no longer holds is retracted by a later entry. Emits `consent.facts`: the whole state of one
aggregate with each change, without texts and reasons. Hears the register,
only to know which districts there are. Refuses a notice, answer or word that could not
be understood later: without its class, platform, guardian or date.
"""
