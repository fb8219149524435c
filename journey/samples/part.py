"""What every part of a sample's file is: frozen, and without anything that it does not name."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
