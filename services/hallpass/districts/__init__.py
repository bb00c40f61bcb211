"""The district folder: read, checked whole, then handed to each service's use cases.

Owns no fact. `reader` turns a folder into one `DistrictFolder` or a list of every error; `plan` compares it with what
was applied last; `apply` hands the differences to roster, policy and consent. Stands above the services, so it may
speak their commands; what a roster package holds it learns through the small protocol in `package`.
"""
