"""The commands of `hallpass`, by whom they are for. `hallpass.cli` puts them together."""
