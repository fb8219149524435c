"""What a draft of a project's review hangs on, as one fingerprint: quicker to tell than the review is to compose."""

import hashlib
from functools import cache

from django.conf import settings

from journey.models import Project
from journey.review.prints import made_with


def state_of(project: Project) -> str:
    """A SHA-256, the same as long as nothing was done in the project, nobody in it changed their name, the day is the same and so is the program.

    All that is done in a project is in its log, whose end covers all before it. One query.
    """
    people = project.memberships.order_by("pk").values_list("user__name", "user__email", "user__is_active")
    told = [str(project.pk), project.version, project.log_head, project.today.isoformat(), list(people)]
    return hashlib.sha256(repr(told).encode() + program() + made_with()).hexdigest()


@cache
def program() -> bytes:
    """The files that a review is made by, told by their size and when they were changed."""
    made_by = [
        *settings.BASE_DIR.glob("journey/**/*.py"),
        *settings.BASE_DIR.glob("stages/**/*.py"),
        *settings.BASE_DIR.glob("stages/**/*.toml"),
        *settings.BASE_DIR.glob("templates/**/*.html"),
        settings.BASE_DIR / "static" / "print.css",
    ]
    return "\n".join(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in sorted(made_by)).encode()
