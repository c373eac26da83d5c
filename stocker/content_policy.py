"""What a browser may load and do on our pages: what comes from here, and nothing that is written into a page itself.

https://www.w3.org/TR/CSP3/
"""

from typing import Any

from csp.constants import NONE, SELF

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
