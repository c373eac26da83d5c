"""What the provider says when it does not answer: HTTP 200 and a sentence, in the marks that it is known by.

https://www.alphavantage.co/support/#support
"""

from live.alphavantage.simulator.limits import Exceeded
from live.providers.provider import Limits

_THANKS = "Thank you for using the Alpha Vantage simulator!"
_PLANS = "See the premium plans at https://www.alphavantage.co/premium/"

NO_KEY = {"Error Message": "the parameter apikey is invalid or missing. Any text will do for the simulator."}
DEMO_KEY = {"Information": "The **demo** API key is for demo purposes only. Any other text will do for the simulator."}
NOT_ACCEPTABLE = {"detail": "Could not satisfy the request Accept header."}

FAILING_PAGE = "<!DOCTYPE html>\n<html><head><title>Application Error</title></head><body>Try later.</body></html>\n"
OTHER_PAGE = "<!DOCTYPE html>\n<html><head><title>One moment</title></head><body>Checking.</body></html>\n"

NOT_FOUND_PAGE = "<!DOCTYPE html>\n<html><head><title>Not Found</title></head><body>Not here.</body></html>\n"

BULK_NOT_IN_PLAN = (
    "This is a premium endpoint. ***THE ROWS BELOW ARE ARTIFICIAL AND ONLY SHOW THE FORM***. "
    "Real ones need a plan that mentions 'Realtime US Market Data'. " + _PLANS
)


def too_many(exceeded: Exceeded, limits: Limits, key: str) -> dict[str, str]:
    """The refusal of a request that would overfill a window. The day's echoes the key, as the provider's does."""
    if exceeded is Exceeded.MINUTE:
        return {"Information": f"Minute-level rate limit exceed. This key has {limits.per_minute} requests per minute."}
    if exceeded is Exceeded.DAY:
        return {
            "Information": f"We have detected your API key as {key} and our standard API rate limit is "
            f"{limits.per_day or 25} requests per day. {_PLANS} to remove all daily rate limits."
        }
    if limits.per_day is None:
        return {"Information": f"Burst pattern detected. {_THANKS} Please send at most {limits.per_second} at a time."}
    return {
        "Information": f"{_THANKS} Please spread out your requests more sparingly ({limits.per_second} request per "
        f"second). {_PLANS} to lift the free key rate limit ({limits.per_day} requests per day) and unlock all "
        "premium endpoints"
    }


def not_entitled(entitlement: str) -> dict[str, str]:
    return {"Information": f"{_THANKS} Your key is not yet entitled to {entitlement} data. {_PLANS}"}


def premium_feature(parameter: str, function: str) -> dict[str, str]:
    return {"Information": f"{_THANKS} The {parameter} value is a premium feature for {function}. {_PLANS}"}


def invalid_call(function: str) -> dict[str, str]:
    return {
        "Error Message": "Invalid API call. Please retry or visit the documentation "
        f"(https://www.alphavantage.co/documentation/) for {function}."
    }


def no_function(function: str) -> dict[str, str]:
    return {"Error Message": f"This API function ({function}) does not exist."}
