"""The caller: a person of the client, or a person or system of a vendor."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from libs.common.auth.roles import ANY_PROGRAMME, EVERY_ROLE, Right, Role
from libs.common.problems import Problem, forbidden

Roles = dict[str, frozenset[Role]]


@dataclass(frozen=True)
class Actor:
    """`roles` by programme id, or `*` for all of the tenant; `wanted` is what the route asks."""

    tenant: str
    id: str
    name: str
    roles: Roles = field(default_factory=dict)
    vendor: UUID | None = None
    rights: frozenset[Right] = frozenset()
    wanted: frozenset[Role] = EVERY_ROLE

    @property
    def is_vendor(self) -> bool:
        return self.vendor is not None

    def granted(self, roles: Roles) -> "Actor":
        """With the roles given here, beside those of the token."""
        keys = self.roles.keys() | roles.keys()
        both = {k: self.roles.get(k, frozenset()) | roles.get(k, frozenset()) for k in keys}
        return replace(self, roles=both)

    def roles_on(self, programme_id: UUID | None) -> frozenset[Role]:
        everywhere = self.roles.get(ANY_PROGRAMME, frozenset())
        return everywhere | self.roles.get(str(programme_id), frozenset())

    def may(self, programme_id: UUID | None) -> bool:
        return bool(self.roles_on(programme_id) & self.wanted)

    def check(self, programme_id: UUID | None) -> None:
        """Refuses (403) a person without one of the wanted roles on the programme."""
        if not self.is_vendor and not self.may(programme_id):
            raise self._lacking("on this programme")

    def check_somewhere(self) -> None:
        """Refuses early whoever has none of the wanted roles on any programme."""
        if not self.is_vendor and not any(held & self.wanted for held in self.roles.values()):
            raise self._lacking("on any programme")

    def programmes(self) -> list[UUID] | None:
        """Where one of the wanted roles is held; None for everywhere."""
        if self.roles.get(ANY_PROGRAMME, frozenset()) & self.wanted:
            return None
        return [
            UUID(p) for p, held in self.roles.items() if p != ANY_PROGRAMME and held & self.wanted
        ]

    def not_by(self, author: str, deed: str) -> None:
        """Four eyes: nobody approves what they wrote."""
        if self.id == author:
            raise forbidden(
                f"{self.name} {deed}, so somebody else must approve it.",
                kind="four-eyes",
                do="Ask a colleague with one of the roles for this to do it.",
            )

    def _lacking(self, where: str) -> Problem:
        roles = ", ".join(sorted(self.wanted))
        return forbidden(
            f"{self.name} has none of these roles {where}: {roles}.",
            kind="role-missing",
            do="Ask somebody who has one of them to do it, or the programme office to grant it.",
        )
