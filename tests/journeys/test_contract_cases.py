"""Every sentence of the contract, asked of a running suite: a district asks, and the published answer comes."""

from __future__ import annotations

import httpx
import pytest

from builders.contract_cases import Case, load_cases
from builders.contract_runs import Running, diagnose


@pytest.mark.parametrize("case", load_cases(), ids=lambda case: case.id)
def test_the_suite_keeps_the_sentence(case: Case, place: Running, client: httpx.Client) -> None:
    diagnosis = diagnose(case, place, client)
    if diagnosis:
        pytest.fail(diagnosis, pytrace=False)
