"""The name of a person: one line, with something in it that can be seen."""

from typing import Any, override

from journey.forms.fields import LineField

TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C])
"""Signs that turn the direction of what follows, and so could make the words after a name read as something else."""
UNSEEN = "\u115f\u1160\u3164\uffa0"
"""Letters that are drawn as nothing."""


class NameField(LineField):
    @override
    def to_python(self, value: Any) -> str:
        return super().to_python(str(value or "").translate(TURNS))

    @override
    def validate(self, value: str) -> None:
        """A name of signs that nobody can see would let someone write as nobody."""
        super().validate(value if any(sign.isalnum() and sign not in UNSEEN for sign in value) else "")
