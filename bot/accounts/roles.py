"""Roles of staff, and what a person who is logged in is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["reader", "editor", "administrator"]
ROLES: tuple[Role, ...] = ("reader", "editor", "administrator")
"""Each may do what the ones before it may."""

Source = Literal["local", "proxy", "oidc", "open"]


@dataclass(frozen=True)
class Person:
    """Somebody of the staff."""

    name: str
    role: Role
    source: Source
    """Who vouches for the name."""

    def may(self, role: Role) -> bool:
        """Return whether the person's role is this one or a wider one."""
        return ROLES.index(self.role) >= ROLES.index(role)
