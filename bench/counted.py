"""The product's settings, with a hasher that notes each password that is looked at: what bench/limits.py serves."""

import os
from pathlib import Path
from typing import override

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from journey.settings import *  # noqa: F403

PASSWORD_HASHERS = ["bench.counted.Counted"]
LOOKED_AT = Path(os.environ["DATA_DIR"]) / "looked-at"


class Counted(PBKDF2PasswordHasher):
    iterations = 20_000

    @override
    def verify(self, password: str, encoded: str) -> bool:
        with LOOKED_AT.open("a", encoding="utf-8") as file:
            file.write(f"{password}\n")
        return super().verify(password, encoded)
