"""How well screening finds what it should, as a section of the report."""

from __future__ import annotations

from bench import screening
from bench.report import Section, Table

from hallpass.decision.screening import Ruleset


def section() -> Section:
    """Screen every labelled text, and count."""
    rules = Ruleset.load(screening.RULES)
    scores = screening.scores(rules)
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
            "Labelled sentences as teachers, students and families write them. No held-out one is an example of a "
            "rule. About half of these were written before the first rule, the others later, without sight of the "
            "rules: the last rows count the later ones alone, and say best what to expect of new texts."
        ),
        tables=[
            Table(("category", "part", "found", "missed", "false", "precision", "recall"), categories),
            Table(("phone numbers", "texts that give exactly theirs", "texts"), numbers),
            Table(("text", "characters", "milliseconds"), costs),
        ],
    )
