"""The network address of a request's client."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_network(request: HttpRequest) -> str:
    """The client's address, or of an IPv6 client its network of 64 bits, in which it has every address.

    Each of PROXIES proxies adds the address that it was asked from to the end of X-Forwarded-For; what stands before
    was written by the client, who may write anything. Empty when nothing says where the request comes from.
    """
    hops = [request.META.get("REMOTE_ADDR", "")]
    if settings.PROXIES:
        hops = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), *hops][-1 - settings.PROXIES :]
    # Asked from inside, without the proxies, there are fewer hops.
    for hop in hops:
        try:
            address = ipaddress.ip_address(hop.strip())
        except ValueError:
            continue
        if isinstance(address, ipaddress.IPv4Address):
            return str(address)
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(address) >> 64 << 64, 64)).network_address)
    return ""
