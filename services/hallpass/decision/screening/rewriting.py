"""Another spelling of a view: some of its words replaced, and still known where they stand in the original."""

from collections.abc import Iterable
from typing import NamedTuple

from hallpass.decision.screening.folding import View


class Edit(NamedTuple):
    """The characters from `start` to `end` of a view are to be read as `word`."""

    start: int
    end: int
    word: str


def rewritten(view: View, edits: Iterable[Edit]) -> View | None:
    """The view with the edits made; of edits that overlap the first counts. None when there is none."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def keep(start: int, end: int) -> None:
        pieces.append(view.text[start:end])
        starts.extend(range(start, end) if view.starts is None else view.starts[start:end])
        ends.extend(range(start + 1, end + 1) if view.ends is None else view.ends[start:end])

    behind = 0
    for edit in sorted(edits):
        if edit.start < behind:
            continue
        keep(behind, edit.start)
        start, end = view.original(edit.start, edit.end)
        pieces.append(edit.word)
        starts.extend([start] * len(edit.word))
        ends.extend([end] * len(edit.word))
        behind = edit.end
    if not behind:
        return None
    keep(behind, len(view.text))
    return View("".join(pieces), starts, ends)
