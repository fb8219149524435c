"""A long walk of tests/test_answers_model.py, on SQLite and on PostgreSQL. docs/evidence/model.md.

python -m bench model [--runs 500] [--steps 50] [--seed NUMBER]
"""

import argparse
import json
import secrets
import sys
from typing import Any

from hypothesis import seed

from bench.databases import HERE, on_each, open_here
from bench.evidence import keep, table, when_and_where


def main() -> int:
    asked = argparse.ArgumentParser(prog="python -m bench model")
    asked.add_argument("--runs", type=int, default=500)
    asked.add_argument("--steps", type=int, default=50)
    asked.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    asked.add_argument(HERE, action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args(sys.argv[2:])
    if options.here:
        print(json.dumps(measure(options.runs, options.steps, options.seed)))
        return 0
    arguments = ["--runs", str(options.runs), "--steps", str(options.steps), "--seed", str(options.seed)]
    return tell(on_each("model", *arguments), arguments)


def measure(runs: int, steps: int, number: int) -> dict[str, Any]:
    """Walk beside the database of the environment. Whatever differs ends it, with the shortest walk that leads there."""
    database = open_here()
    from tests.test_answers_model import AnswersModel, walk  # needs Django set up

    seed(number)(AnswersModel)
    walk(runs, steps)
    return {"database": database, "walked": dict(sorted(AnswersModel.walked.items()))}


def tell(results: dict[str, Any], arguments: list[str]) -> int:
    steps = sorted({step for one in results.values() for step in one["walked"]})
    rows: list[list[object]] = [[step, *(one["walked"].get(step, 0) for one in results.values())] for step in steps]
    rows.append(["**all steps**", *(f"**{sum(one['walked'].values())}**" for one in results.values())])
    rows.append(["**differences from the model**", *("**0**" for _ in results)])
    told = table(["step", *results], rows)
    print(told)
    keep(
        "model",
        "Answers walked beside a model",
        when_and_where(" ".join(["model", *arguments])),
        "Two people do to two answers of a new project what `tests/test_answers_model.py` lists, in an order that Hypothesis draws. After every step "
        "the answers, all their versions, the marks to come back and the log are held against a model of plain Python: the newest version is the "
        "answer, numbers have no gap, every text that was ever acknowledged is in a version, a clash changes nothing, and the log is whole.",
        told,
        '"The same" is a save of what stands already, which makes no new version; a "clash" is one from another version than the newest. A first '
        "difference would have stopped the walk. The walk takes one step at a time: people who save in the same moment are in [save.md](save.md).",
    )
    return 0
