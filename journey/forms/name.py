"""The name of a person: one line, with something in it that can be seen."""

from typing import TYPE_CHECKING

from django import forms

from journey.words import tidy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
"""Signs that turn the direction of what follows, and so could make the words after a name read as something else."""
UNSEEN = "\u115f\u1160\u3164\uffa0"
"""Letters that are drawn as nothing."""


def visible_name(typed: str, missing: "StrOrPromise") -> str:
    line = " ".join(tidy(typed).translate(TURNS).split())
    # A name of signs that nobody can see would let someone write as nobody.
    if not any(sign.isalnum() and sign not in UNSEEN for sign in line):
        raise forms.ValidationError(missing, code="required")
    return line
