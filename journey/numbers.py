"""Figures that people type and read, the same wherever they are: 1,200.5, £1,200.50, 12.5. Pure, standard library only."""

import re
from decimal import Decimal

FIGURE = re.compile(r"(?P<sign>[-−–]?)\s*£?\s*(?P<whole>\d{1,3}(?P<between>[,\s])\d{3}(?:(?P=between)\d{3})*|\d+)(?P<rest>\.\d+)?")


def read_number(typed: str) -> Decimal | None:
    """What was typed as a number, None if it cannot be told which. A comma or a space stands between thousands and nowhere else."""
    found = FIGURE.fullmatch(typed.strip())
    if not found:
        return None
    return Decimal(("-" if found["sign"] else "") + re.sub(r"[,\s]", "", found["whole"]) + (found["rest"] or ""))


def plain(value: Decimal) -> Decimal:
    """The same number without noughts at its end: 12.5000 is 12.5, and 1200.00 is 1200."""
    return value.quantize(Decimal(1)) if value == value.to_integral_value() else value.normalize()


def shown(value: Decimal) -> str:
    """1,200.5; 12; −3.25."""
    return f"{plain(value):,f}".replace("-", "−")


def pounds(value: Decimal) -> str:
    """£42,000; £1,200.50."""
    told = f"{abs(value):,.0f}" if value == value.to_integral_value() else f"{abs(value):,.2f}"
    return ("−" if value < 0 else "") + f"£{told}"


def measured(value: Decimal, unit: str) -> str:
    """A value in its unit: 22 families; 6 of 10; 45% of calls; £3,700 for each family."""
    if unit.startswith("£"):
        return f"{pounds(value)} {unit.removeprefix('£').lstrip()}".strip()
    return f"{shown(value)}{unit}" if unit.startswith("%") else f"{shown(value)} {unit}".strip()
