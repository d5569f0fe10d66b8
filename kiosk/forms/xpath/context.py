"""Where an expression is evaluated: the context node and what surrounds it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Protocol

from kiosk.forms.xpath.nodes import Node


class Surroundings(Protocol):
    """What functions ask of the document or session they run in."""

    def instance(self, name: str) -> Node | None:
        """The `instance` element of that id, whose child is the instance's root."""

    def element_ids(self) -> dict[str, Node]:
        """Elements of the document by their ``id`` attribute."""

    def text_of(self, text_id: str, scope: Scope) -> str | list[Node]:
        """The itext entry of that id in the present language, empty when there is none."""

    def choice_label(self, value: str, path: str, scope: Scope) -> str:
        """The label of a choice of the question at `path` (``jr:choice-name``)."""


class Scope:
    """What stays the same while one expression is evaluated.

    Args:
        origin: the node that ``current()`` is.
        root: the node that absolute paths begin at.
        surroundings: lists, texts and choices that functions reach.
        zone: the time zone of dates and times without one.
        now: the clock; aware.
        random: the source of random(), randomize() and uuid().
    """

    __slots__ = ("_lineage", "now", "origin", "random", "root", "surroundings", "zone")

    def __init__(
        self,
        *,
        origin: Node,
        root: Node,
        surroundings: Surroundings,
        zone: tzinfo,
        now: Callable[[], datetime],
        random: random.Random,
    ) -> None:
        self.origin = origin
        self.root = root
        self.surroundings = surroundings
        self.zone = zone
        self.now = now
        self.random = random
        self._lineage: frozenset[Node] | None = None

    @property
    def lineage(self) -> frozenset[Node]:
        """The repeat instances around the origin, which absolute paths stay within."""
        if self._lineage is None:
            self._lineage = frozenset(
                node for node in self.origin.ancestors_and_self() if node.repeat
            )
        return self._lineage

    def at(self, origin: Node) -> Scope:
        """The same scope at another origin."""
        return Scope(
            origin=origin,
            root=self.root,
            surroundings=self.surroundings,
            zone=self.zone,
            now=self.now,
            random=self.random,
        )

    def unbound(self) -> Scope:
        """The same scope where absolute paths reach all instances of all repeats."""
        scope = self.at(self.origin)
        scope._lineage = frozenset()  # noqa: SLF001 # its own class
        return scope

    def context(self) -> Context:
        """The context an expression begins with."""
        return Context(self.origin, 1, 1, self)


class Context:
    """The context node, its position and the size of its node-set."""

    __slots__ = ("node", "position", "scope", "size")

    def __init__(self, node: Node, position: int, size: int, scope: Scope) -> None:
        self.node = node
        self.position = position
        self.size = size
        self.scope = scope
