"""A part of the review's document: frozen, and nothing in it that this version does not know."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
