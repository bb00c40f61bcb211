"""How well screening finds what it should, as a section of the report."""

from __future__ import annotations

from bench import screening
from bench.report import Section, Table

from hallpass.decision.screening import Ruleset


def section() -> Section:
    """Screen every labelled text, and count."""
    rules = Ruleset.load(screening.RULES)
    scores = sorted(screening.scores(rules), key=lambda row: row.part != "tuned")
    categories = [
        [
            row.category,
            row.part.replace("_", " "),
            str(row.hits),
            str(row.misses),
            str(row.false),
            f"{row.precision:.2f}",
            f"{row.recall:.2f}",
        ]
        for row in scores
    ]
    numbers = [[n.part.replace("_", " "), str(n.exact), str(n.texts)] for n in screening.number_scores(rules)]
    costs = [[c.what, f"{c.characters:,}", f"{c.milliseconds:.1f}"] for c in screening.costs(rules)]
    return Section(
        title="Screening",
        about=(
            "Labelled sentences as teachers, students and families write them. The held-out third was written before "
            "the first rule and is only counted here."
        ),
        tables=[
            Table(("category", "part", "found", "missed", "false", "precision", "recall"), categories),
            Table(("phone numbers", "texts that give exactly theirs", "texts"), numbers),
            Table(("text", "characters", "milliseconds"), costs),
        ],
    )
