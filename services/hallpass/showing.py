"""A verdict as a table that a person can read."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

_COLOURS = {"permit": "green", "review": "yellow", "deny": "red"}
_MOST = 50


def show_verdict(verdict: dict[str, Any], console: Console) -> None:
    """Recipients with what holds for each, then the findings in words, what is due, and whom to ask."""
    console.print(f"[bold {_COLOURS[verdict['effect']]}]{verdict['effect'].upper()}[/]  {verdict['summary']}")
    recipients = Table("recipient", "kind", "effect", "findings", "due", box=None, pad_edge=False)
    for recipient in verdict["recipients"][:_MOST]:
        recipients.add_row(
            recipient["person_id"],
            recipient["kind"],
            f"[{_COLOURS[recipient['effect']]}]{recipient['effect']}[/]",
            ", ".join(f"F{number + 1}" for number in recipient["findings"]),
            ", ".join(f"O{number + 1}" for number in recipient["obligations"]),
        )
    console.print(recipients)
    if len(verdict["recipients"]) > _MOST:
        console.print(f"… and {len(verdict['recipients']) - _MOST} more")
    for number, finding in enumerate(verdict["findings"], start=1):
        cites = f" (policy {', '.join(finding['cites'])})" if finding["cites"] else ""
        console.print(f"F{number} [bold]{finding['clause']}[/] {finding['effect']}{cites}: {finding['message']}")
        if finding["remedy"]:
            console.print(f"   → {finding['remedy']}")
    for number, due in enumerate(verdict["obligations"][:_MOST], start=1):
        members = ", ".join(f"{name}: {value}" for name, value in due.items() if name != "type")
        console.print(f"O{number} [bold]{due['type']}[/] {members}", soft_wrap=True)
    for ask in verdict["ask"]:
        console.print(f"Ask {ask['name']}, {ask['role']} ({ask['person_id']}).")
    resources = verdict["resources"]
    console.print(
        f"Help: {resources['link']}, {resources['phone']}. Decision {verdict['decision_id']}, "
        f"good until {verdict['valid_until']}."
    )
