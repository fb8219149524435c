"""What every part of a sample's file is, and the words it may hold."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
"""One line of words: a name."""

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1200)]
"""At most 1,200 characters, paragraphs parted by plain newlines, no blanks at either end."""


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
