"""Whether page, wheel, path and list ever disagree with what was recorded, over many more runs than the suite has time for.

python -m bench path: 500 projects, each with up to 50 moves, openings, closings and corrections in any order, against a plain list that works out
the same in another way (tests/test_path_model.py). Kept in docs/evidence/path.md.
"""

import os
import time
from collections import Counter

from bench.site import ROOT

RUNS, STEPS = 500, 50
EVIDENCE = ROOT / "docs" / "evidence" / "path.md"


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django  # only now that its settings are named

    django.setup()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases  # models can be loaded from here on

    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    began = time.monotonic()
    try:
        done = run()
    finally:
        teardown_databases(databases, verbosity=0)
    report = write(done, time.monotonic() - began)
    print(report)
    EVIDENCE.write_text(report, encoding="utf-8")
    return 0


def run() -> Counter[str]:
    """How often each thing was done and refused. Raises AssertionError, with the shortest list of deeds, if anything disagreed."""
    from journey.models import Project, User
    from tests.test_path_model import run_path

    amina = User.objects.create_user("amina@example.org", None, name="Amina Rahman")

    def make_project() -> tuple[Project, User]:
        project = Project.objects.start(by=amina, name="Family Circle")
        return Project.objects.visible_to(amina).get(pk=project.pk), amina

    return run_path(make_project, runs=RUNS, steps=STEPS)


def write(done: Counter[str], seconds: float) -> str:
    table = "\n".join(f"| {name} | {done[name]:,} |" for name in sorted(done))
    return f"""# The path against a plain list

Made by `python -m bench path`: {RUNS} projects of up to {STEPS} steps. After each step these were held against a plain list of what had been said,
which works out main stage, open stages, visits and refusals in another way: the sentence of the project page, the standing of each stage, the
wheel and the badge (title, description, segments), both drawings of the path (title, bars), the dated list. At the end of each project its two
pages were read.

They never disagreed. {sum(done.values()):,} deeds in {seconds:.0f} seconds:

| deed | times |
|---|---|
{table}
"""


if __name__ == "__main__":
    raise SystemExit(main())
