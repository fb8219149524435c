"""Measure one thing: `python -m bench NAME`. Without a name, say which there are."""

import importlib
import signal
import sys
from pathlib import Path

SHARED = {
    *("cluster", "counted", "databases", "evidence", "floor", "full", "inside"),
    *("kept", "many", "ratios", "settings", "site", "visits", "writers"),
}
NAMES = sorted({path.stem for path in Path(__file__).parent.glob("[a-z]*.py")} - SHARED)


def main() -> int:
    if len(sys.argv) < 2 or sys.argv[1] not in NAMES:
        print("python -m bench " + " | ".join(NAMES))
        return 2
    # Whoever is asked to end still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    return int(importlib.import_module(f"bench.{sys.argv[1]}").main())


if __name__ == "__main__":
    sys.exit(main())
