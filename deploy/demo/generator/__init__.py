"""Invents a school district, whole and consistent: the parts of `deploy/demo/generate.py`.

`build.district` makes the district, `files.contents` writes it down. Nothing here knows the product: a district folder
is all that the two have in common.
"""
