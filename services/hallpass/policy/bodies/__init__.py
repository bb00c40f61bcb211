"""The bodies of the register's routes, in the words of contact.md section 4, and their entries: a file for each kind.

`words` has the short texts and times of day that several of them use.
"""
