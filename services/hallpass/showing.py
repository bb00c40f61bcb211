"""A verdict as a table that a person can read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

_COLOURS = {"permit": "green", "review": "yellow", "deny": "red"}
_MOST = 50
"""Rows of one table."""
_MOST_IDS = 12
"""Ids in one cell."""


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
        head = f"F{number} [bold]{finding['clause']}[/] {finding['effect']}{cites}"
        console.print(f"{head}: {escape(finding['message'])}")
        if finding["remedy"]:
            console.print(f"   → {escape(finding['remedy'])}")
    _show_obligations(verdict["obligations"], console)
    for ask in verdict["ask"]:
        console.print(f"Ask {ask['name']}, {ask['role']} ({ask['person_id']}).")
    resources = verdict["resources"]
    console.print(
        f"Help: {resources['link']}, {resources['phone']}. Decision {verdict['decision_id']}, "
        f"good until {verdict['valid_until']}."
    )


def _show_obligations(obligations: Sequence[Mapping[str, Any]], console: Console) -> None:
    """What is due before the message goes, a row each."""
    if not obligations:
        return
    table = Table("due", "what", "with", box=None, pad_edge=False)
    for number, due in enumerate(obligations[:_MOST], start=1):
        members = (_member(name, value) for name, value in due.items() if name != "type")
        table.add_row(f"O{number}", f"[bold]{due['type']}[/]", escape("; ".join(filter(None, members))))
    console.print(table)
    if len(obligations) > _MOST:
        console.print(f"… and {len(obligations) - _MOST} more")


def _member(name: str, value: Any) -> str:
    """One member of an obligation in words: `student_ids` with two ids is "students s-1, s-2". Empty ones are none."""
    if value is None or value in ([], {}):
        return ""
    said = name.removesuffix("_id")
    if name.endswith("_ids"):
        said = f"{name.removesuffix('_ids')}{'' if len(value) == 1 else 's'}"
    return f"{said.replace('_', ' ')} {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(str(part) for part in value.values() if part is not None)
    if isinstance(value, list):
        more = f" and {len(value) - _MOST_IDS} more" if len(value) > _MOST_IDS else ""
        return ", ".join(str(part) for part in value[:_MOST_IDS]) + more
    return str(value)
