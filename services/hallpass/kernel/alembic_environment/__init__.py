"""The folder that Alembic takes its `env.py` from, shared by every service. Not imported by the suite."""
