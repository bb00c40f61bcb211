"""What is checked before a release beside the tests: the chart, the compose file, and the suite in real containers.

`python -m deploy.release [chart] [compose] [containers]`, all where none is named. The containers run on an engine of
their own, with images that are built here from packages: nothing is pulled, and nothing is left behind.
"""
