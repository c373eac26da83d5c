"""Compression that is agreed at the handshake (permessage-deflate), such that all viewers of a set share one frame.

What the server says is compressed message by message, never by what a socket was sent before: a compressor for each
would cost five to seven times the rest. https://www.rfc-editor.org/rfc/rfc7692
"""

from collections.abc import Iterable
from typing import Any

from autobahn.websocket.compress import PerMessageDeflateOffer, PerMessageDeflateOfferAccept

from live.push.requests import MAX_BYTES


def agree(offers: Iterable[Any], most: int = MAX_BYTES) -> PerMessageDeflateOfferAccept | None:
    """The first offer that the shared frames suit, for messages of at most so many bytes; None when there is none."""
    for offer in offers:
        if isinstance(offer, PerMessageDeflateOffer) and not offer.request_max_window_bits:
            return PerMessageDeflateOfferAccept(
                offer,
                no_context_takeover=True,
                # A browser need not be remembered either: 40 KB less a socket that has spoken.
                request_no_context_takeover=offer.accept_no_context_takeover,
                max_message_size=most,
            )
    return None
