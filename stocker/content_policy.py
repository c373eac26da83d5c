"""What a browser may load and do on our pages: what comes from here, and nothing that is written into a page itself.

https://www.w3.org/TR/CSP3/
"""

from http import HTTPStatus
from typing import Any

from csp.constants import NONE, SELF
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        # The sockets too: 'self' takes ws: for http: and wss: for https: in browsers since 2022, which all that know
        # popovers are.
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],  # but for `?embed` (live/screens.py)
    }
}

# What a browser never shows as a page of its own. There are fifty of them behind a page, at 280 bytes each.
PARTS = (".css", ".js", ".mjs")


class PolicyOfPages(CSPMiddleware):
    """The policy on every answer but the collected scripts and styles, for which no browser reads it.

    A page in place of one, which says that it is not there, has it.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        is_file = request.path.startswith(settings.STATIC_URL) and request.path.endswith(PARTS)
        if is_file and response.status_code < HTTPStatus.BAD_REQUEST:
            return response
        return super().process_response(request, response)
