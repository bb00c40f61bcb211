"""Hallpass: may this message go from this member of staff to these families, and what must change first?"""
