"""The tests' settings, with a mail server that may not answer."""

from tests.settings import *  # noqa: F403

MAILERS = {"default": {"BACKEND": "tests.hanging_mail.EmailBackend"}}
