"""`python -m stocker.healthcheck`: does the web process of this machine answer? Exit code 0 when it does."""

import http.client
import os
import sys

import django
from django.conf import settings

from stocker.addresses import bracketed


def web_answers(host: str, port: int, allowed_hosts: list[str], timeout: float = 5) -> bool:
    """True when the web process at HOST and PORT says of itself that it lives. Goes by no proxy."""
    asked = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(asked, port, timeout=timeout)
    try:
        connection.request("GET", "/healthz", headers={"Host": _admitted(bracketed(asked), allowed_hosts)})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _admitted(own: str, allowed_hosts: list[str]) -> str:
    """A Host header that the process does not refuse, whatever names the operator admits."""
    if own in allowed_hosts or "*" in allowed_hosts or not allowed_hosts:
        return own
    return allowed_hosts[0].lstrip(".")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stocker.settings")
    django.setup()
    sys.exit(not web_answers(settings.HOST, settings.PORT, settings.ALLOWED_HOSTS))


if __name__ == "__main__":
    main()
