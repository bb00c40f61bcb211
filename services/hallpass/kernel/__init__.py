"""Business-free tools of the suite: errors, HTTP, tokens, database, outbox, bus, clock, logs, metrics, keys.

Nothing here knows a school, and nothing here imports another room. Another company could use it unchanged.
"""
