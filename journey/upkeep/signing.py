"""Who signs in and out, and that somebody tried in vain, for the operator's log: the number of an account, never what was typed."""

import logging
from typing import TYPE_CHECKING

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed

if TYPE_CHECKING:
    from journey.models import User

logger = logging.getLogger("journey.signing")


def listen() -> None:
    user_logged_in.connect(signed_in, dispatch_uid="log_signed_in")
    user_logged_out.connect(signed_out, dispatch_uid="log_signed_out")
    user_login_failed.connect(failed, dispatch_uid="log_failed")
    authentication_failed.connect(second_step_failed, dispatch_uid="log_second_step_failed")


def signed_in(*, user: "User", **_: object) -> None:
    logger.info("Signed in", extra={"user": user.pk})


def signed_out(*, user: "User | None", **_: object) -> None:
    if user:
        logger.info("Signed out", extra={"user": user.pk})


def failed(**_: object) -> None:
    logger.warning("A sign-in failed")


def second_step_failed(*, user: "User", **_: object) -> None:
    logger.warning("A second step failed", extra={"user": user.pk})
