"""Reading OneRoster 1.1 and 1.2 bulk CSV packages: safely opened, read as a stream, and reported on problem by problem.

Pure reading: nothing here knows a database. `package` opens a zip or a folder, `lines` and `table` turn bytes into
rows, `columns` says what each file holds, `values` what a cell may say, `rows` what we keep of it.
"""
