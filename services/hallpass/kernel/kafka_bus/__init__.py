"""Kafka, and the only place that knows it: `bus` is the bus, `topics` the administration, `settings` what one may say.

The client blocks, so each consumer and the producer live on a thread of their own; nothing blocking runs on the loop.
"""
