"""What a provider may answer that is no answer: wrong, broken, endless or late."""

import gzip
import zlib
from collections.abc import Iterator

from live.providers.errors import BadAnswer, Burst, DaySpent, NotEntitled, ProviderError, Unreachable
from live.providers.http import MAX_JSON
from tests.live.alphavantage import payloads
from tests.provider_server import Answer


def endless() -> Iterator[bytes]:
    while True:
        yield b" " * 65_536


def bomb(megabytes: int) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16)
    return b"".join(packer.compress(b" " * 1024 * 1024) for _ in range(megabytes)) + packer.flush()


QUOTE = payloads.global_quote()
FAILURES: list[tuple[str, Answer, type[ProviderError]]] = [
    ("the day spent", Answer({"Information": payloads.SPENT}), DaySpent),
    ("too fast", Answer({"Information": payloads.BURST}), Burst),
    ("too fast by status", Answer("slow down", status=429), Burst),
    ("the day spent by status too", Answer({"Information": payloads.SPENT}, status=429), DaySpent),
    ("too fast, and the words cannot be read", Answer(b"x", status=429, headers={"Content-Encoding": "gzip"}), Burst),
    ("no key", Answer({"Error Message": "the parameter apikey is invalid or missing."}, status=401), NotEntitled),
    ("forbidden", Answer("<html>no</html>", status=403, content_type="text/html"), BadAnswer),
    ("not found", Answer("", status=404), BadAnswer),
    ("failing", Answer(QUOTE, status=500), Unreachable),
    ("failing endlessly", Answer(endless, status=503), Unreachable),
    ("another success", Answer(QUOTE, status=206), BadAnswer),
    ("nothing", Answer(b""), BadAnswer),
    ("nothing at all", Answer(b"", status=204), BadAnswer),
    ("a redirect", Answer(b"", status=302, headers={"Location": "/query?elsewhere"}), BadAnswer),
    ("a redirect into the blue", Answer(b"", status=301, headers={"Location": "http://[::1/"}), ProviderError),
    ("a page", Answer("<html><body>Sorry</body></html>", content_type="text/html"), BadAnswer),
    ("too much", Answer(b" " * (MAX_JSON + 1)), BadAnswer),
    ("too much, endlessly", Answer(endless), BadAnswer),
    ("too much, compressed", Answer(bomb(64), headers={"Content-Encoding": "gzip"}), BadAnswer),
    ("compressed twice", Answer(gzip.compress(bomb(1)), headers={"Content-Encoding": "gzip, gzip"}), BadAnswer),
    ("compressed strangely", Answer(b"abc", headers={"Content-Encoding": "br"}), BadAnswer),
    ("not compressed", Answer(QUOTE, headers={"Content-Encoding": "gzip"}), BadAnswer),
    ("compressed and cut", Answer(bomb(1)[:500], headers={"Content-Encoding": "gzip"}), BadAnswer),
    ("cut short", Answer(QUOTE, missing=10), Unreachable),
    ("reset", Answer(QUOTE, missing=10, reset=True), Unreachable),
    ("closed unanswered", Answer(raw=b""), Unreachable),
    ("not HTTP", Answer(raw=b"SSH-2.0-OpenSSH\r\n\r\n"), Unreachable),
    ("endless headers", Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000), Unreachable),
    ("a header that is none", Answer(raw=b"HTTP/1.1 200 OK\r\n\x00\x01\r\n\r\n"), Unreachable),
    ("a length that is none", Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n"), Unreachable),
    ("another symbol", Answer(payloads.global_quote("OTHER")), BadAnswer),
    ("a negative price", Answer(payloads.global_quote(price="-1.0")), BadAnswer),
    ("deep", Answer(b'{"a":' * 100_000), BadAnswer),
    ("a huge number", Answer(b'{"a": ' + b"9" * 100_000 + b"}"), BadAnswer),
]
SLOWNESS = [
    ("silence", Answer(QUOTE, before=30)),
    ("silence after the headers", Answer(lambda: [b" ", b" "], between=30)),
    ("a byte at a time", Answer(lambda: [b" "] * 1000, between=0.05)),
    ("a byte at a time of a failure", Answer(lambda: [b" "] * 1000, status=429, between=0.05)),
]
