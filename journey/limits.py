"""How often someone may do what costs others something, or would let them guess: counted in the cache that all workers share.

A limit has so many places. Each time takes one, which is free again after a while; taking one is a single insert into the cache, so of two workers
one gets the last.
"""

import logging
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many times in so many seconds, for each of those it is counted for."""

    name: str
    times: int
    seconds: int

    def places(self, whose: object) -> list[str]:
        return [f"limit-{self.name}-{whose}-{number}" for number in range(self.times)]

    def take(self, whose: object) -> str:
        """Take a place, and say which, so that it can be given back; "" if none is free."""
        places = self.places(whose)
        taken = cache.get_many(places)
        found = next((place for place in places if place not in taken and cache.add(place, 1, self.seconds)), "")
        if not found:
            logger.warning("Too often: %s", self.name)
        return found

    def give_back(self, place: str) -> None:
        """For what turned out not to count."""
        cache.delete(place)


SENT = Limit("invitations-sent", 30, 60 * 60)
"""Invitations that one person sends, those sent again among them."""
RECEIVED = Limit("invitations-received", 5, 60 * 60)
"""Invitations that one email is sent, whoever sends them."""
MISSED = Limit("invitations-missed", 20, 5 * 60)
"""Links of invitations with a wrong key, from one place; then none is looked at."""
EXPORTED = Limit("exported", 20, 60 * 60)
"""Files with a whole project, or with all that is kept about someone, that one person takes out."""
LOADED = Limit("loaded", 20, 60 * 60)
"""Files of projects that one person loads, those that are refused among them."""


def place_of(request: HttpRequest) -> str:
    """Where someone comes from, as far as the proxies that the operator trusts tell; of an IPv6 address what stands for one house."""
    said = str(get_adapter().get_client_ip(request))
    try:
        address = ip_address(said)
    except ValueError:
        return said
    return str(ip_network(f"{address}/64", strict=False).network_address) if isinstance(address, IPv6Address) else said
