"""A small reduced ordered binary decision diagram over positive formulas.

Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986). Nodes are numbered so that a
node's children come before it, and so probabilities are computed in one pass without recursion.
"""

from __future__ import annotations

from collections.abc import Sequence

from sdlint.record import Work, fresh

FALSE, TRUE = 0, 1
MAX_NODES = 200_000


class TooLarge(Exception):
    """The diagram has grown past its bound."""


class Diagram(Work):
    """A diagram that several formulas share; a formula is the number of its root."""

    nodes: list[tuple[int, int, int]] = fresh(default_factory=lambda: [(1 << 30, 0, 0), (1 << 30, 1, 1)])
    """Variable, the node when it is false, the node when it is true; the first two are the constants."""
    _unique: dict[tuple[int, int, int], int] = fresh(default_factory=dict)
    _done: dict[tuple[bool, int, int], int] = fresh(default_factory=dict)

    def variable(self, number: int) -> int:
        """The formula that is one variable; a lower number stands nearer the root."""
        return self._node(number, FALSE, TRUE)

    def _node(self, variable: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (variable, low, high)
        found = self._unique.get(key)
        if found is None:
            if len(self.nodes) >= MAX_NODES:
                raise TooLarge
            found = self._unique[key] = len(self.nodes)
            self.nodes.append(key)
        return found

    def both(self, left: int, right: int) -> int:
        """Left and right."""
        return self._apply(True, left, right)

    def either(self, left: int, right: int) -> int:
        """Left or right."""
        return self._apply(False, left, right)

    def _apply(self, conjunction: bool, left: int, right: int) -> int:
        decisive, neutral = (FALSE, TRUE) if conjunction else (TRUE, FALSE)
        if decisive in (left, right):
            return decisive
        if left in (neutral, right):
            return right
        if right == neutral:
            return left
        key = (conjunction, left, right) if left < right else (conjunction, right, left)
        found = self._done.get(key)
        if found is None:
            variable = min(self.nodes[left][0], self.nodes[right][0])
            low = self._apply(conjunction, self._below(left, variable, 1), self._below(right, variable, 1))
            high = self._apply(conjunction, self._below(left, variable, 2), self._below(right, variable, 2))
            found = self._done[key] = self._node(variable, low, high)
        return found

    def _below(self, node: int, variable: int, side: int) -> int:
        return self.nodes[node][side] if self.nodes[node][0] == variable else node

    def probability(self, root: int, chances: Sequence[float]) -> float:
        """The probability that a formula is true, given each variable's, all independent."""
        if root < 2:
            return float(root)
        values = [0.0, 1.0]
        for variable, low, high in self.nodes[2 : root + 1]:
            chance = chances[variable]
            values.append((1.0 - chance) * values[low] + chance * values[high])
        return values[root]
