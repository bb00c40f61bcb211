"""The bodies of approvals of outside material, and their entries."""

from typing import Self

from pydantic import Field

from hallpass.contracts.policy import ApprovalFacts
from hallpass.contracts.web import Body, Day, Id, Written, shown
from hallpass.policy import examples
from hallpass.policy.bodies.words import Text


class ApprovalBody(Body):
    """An outside organization's material may be distributed; dates are inclusive, an absent one is open."""

    model_config = shown(examples.APPROVAL)

    id: Id | None = Field(default=None, description="Chosen by the service where absent.")
    organization: Text
    approved_by: Id = Field(description="A principal or an administrator whom the roster knows.")
    since: Day | None = Field(default=None, alias="from")
    until: Day | None = None

    def entry(self, new_id: str) -> ApprovalFacts:
        """As the register keeps it."""
        return ApprovalFacts(
            id=self.id or new_id,
            organization=self.organization,
            approved_by=self.approved_by,
            since=self.since,
            until=self.until,
        )

    @classmethod
    def of(cls, facts: ApprovalFacts) -> Self:
        """From the register."""
        return cls(
            id=facts.id,
            organization=facts.organization,
            approved_by=facts.approved_by,
            since=facts.since,
            until=facts.until,
        )


class ApprovalsAnswer(Body):
    """The approvals of outside material."""

    model_config = shown(examples.APPROVALS)

    approvals: tuple[ApprovalBody, ...]


class NamedAnswer(Written):
    """Something was registered under this id."""

    model_config = shown(examples.NAMED)

    id: str
