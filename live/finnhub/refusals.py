"""Which refusal an answer with another HTTP status than 200 is.

https://finnhub.io/docs/api/rate-limit; the words of 401 and 403 are those seen.
"""

from live.providers.errors import BadAnswer, Burst, NotEntitled, ProviderError, UnknownSymbol, Unreachable

BAD_KEY = "Finnhub refuses the key: set FINNHUB_API_KEY to your own, free at finnhub.io."
NO_ACCESS = "The Finnhub key's plan has no prices of this ticker."

# What is said of a ticker that trades where the plan does not reach; once with 401, now with 403.
_OF_THE_TICKER = "access to this resource"


def failed(status: int, body: bytes) -> ProviderError:
    """The refusal that it is. `body` may be empty, or a part of it."""
    text = body.decode("utf-8", errors="replace")
    if status >= 500 or status == 408:
        return Unreachable("The data provider's server is failing.", sample=text)
    if status == 429:
        return Burst(sample=text)
    if status in (401, 403):
        # Of this ticker alone: the next one may be in the plan, and another provider may know this one.
        return UnknownSymbol(NO_ACCESS, sample=text) if _OF_THE_TICKER in text else NotEntitled(BAD_KEY, sample=text)
    return BadAnswer(sample=text)
