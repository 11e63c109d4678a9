"""How far two coders agree: Cohen's κ over units that each of them has given a theme or not. No tables of ours here."""

from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Table:
    """A two-by-two table of units: given the theme by both coders, by one of them, by neither."""

    both: int = 0
    first: int = 0
    second: int = 0
    neither: int = 0

    @classmethod
    def of(cls, units: Iterable[Hashable], first: Collection[Hashable], second: Collection[Hashable]) -> "Table":
        """Count ``units`` by whether they are among those that the ``first`` and the ``second`` coder chose."""
        cells = [0, 0, 0, 0]
        for one in units:
            cells[(one not in first) * 2 + (one not in second)] += 1
        return cls(*cells)

    def __add__(self, other: "Table") -> "Table":
        return Table(
            self.both + other.both,
            self.first + other.first,
            self.second + other.second,
            self.neither + other.neither,
        )

    @property
    def n(self) -> int:
        """How many units there are."""
        return self.both + self.first + self.second + self.neither

    @property
    def swapped(self) -> "Table":
        """The same units with the coders changed round."""
        return Table(self.both, self.second, self.first, self.neither)

    @property
    def agreement(self) -> Fraction | None:
        """The share of units on which the coders say the same, or None without units."""
        return Fraction(self.both + self.neither, self.n) if self.n else None

    @property
    def kappa(self) -> Fraction | None:
        """Cohen's κ (Cohen 1960), exactly; None where it is undefined.

        That is where there are no units, or where both coders gave the theme to every unit, or both to none: then
        chance alone would have them agree, and there is nothing to correct.
        """
        if not self.n:
            return None
        chance = (self.both + self.first) * (self.both + self.second)
        chance += (self.second + self.neither) * (self.first + self.neither)
        square = self.n * self.n
        if chance == square:
            return None
        return Fraction(self.n * (self.both + self.neither) - chance, square - chance)
