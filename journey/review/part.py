"""What every part of the review's document is: frozen, and without anything that it does not name."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
