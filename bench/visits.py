"""A few people who ask for one page again and again, without a pause."""

import http.client
import threading
import time


def visit(port: int, cookies: dict[str, str], address: str, *, people: int, seconds: float, meanwhile: str = "") -> list[float]:
    """Milliseconds of each visit, the quickest first; `meanwhile` is an address that one more person asks for, untimed. Raises if a visit fails."""
    until = time.monotonic() + seconds
    taken: list[float] = []
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    wrong: list[str] = []

    def ask(wanted: str, into: list[float]) -> None:
        while time.monotonic() < until:
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            begun = time.perf_counter()
            line.request("GET", wanted, headers=headers)
            reply = line.getresponse()
            reply.read()
            line.close()
            into.append((time.perf_counter() - begun) * 1000)
            if reply.status != 200:
                wrong.append(f"{wanted} came with {reply.status}")

    threads = [threading.Thread(target=ask, args=[address, taken]) for _ in range(people)]
    threads += [threading.Thread(target=ask, args=[meanwhile, []])] if meanwhile else []
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if wrong:
        raise RuntimeError(wrong[0])
    return sorted(taken)
