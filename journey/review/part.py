"""What every part of a review's document is: frozen, and strict about what it holds."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
