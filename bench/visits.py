"""A few people who ask for one page again and again, without a pause."""

import http.client
import threading
import time
from collections.abc import Callable


def visit(
    port: int, cookies: dict[str, str], address: str, *, people: int, seconds: float, meanwhile: Callable[[float], object] | None = None
) -> list[float]:
    """Milliseconds of each visit, the quickest first. Raises if a visit fails.

    `meanwhile` is what one more does, untimed, until that time of `time.monotonic`.
    """
    until = time.monotonic() + seconds
    taken: list[float] = []
    wrong: list[str] = []

    def ask_again_and_again() -> None:
        while time.monotonic() < until:
            begun = time.perf_counter()
            status = status_of(port, cookies, address)
            taken.append((time.perf_counter() - begun) * 1000)
            if status != 200:
                wrong.append(f"{address} came with {status}")

    threads = [threading.Thread(target=ask_again_and_again) for _ in range(people)]
    threads += [threading.Thread(target=meanwhile, args=[until])] if meanwhile else []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sorted(taken)


def status_of(port: int, cookies: dict[str, str], address: str, **headers: str) -> int:
    """Ask for a page, read all of it, and say with which status it came."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    line.request("GET", address, headers=headers | {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())})
    reply = line.getresponse()
    reply.read()
    line.close()
    return reply.status
