"""Who is turned away by a limit, in a code and in words, and how often it was done: the one place to count. Pure."""

from collections import Counter
from enum import Enum

from live.metrics import names, tally


class Limit(Enum):
    """What was reached, as it is counted."""

    SESSION = "sockets_per_session"  # one browser has too many open
    ADDRESS = "sockets_per_address"  # one address has
    NEWCOMERS = "new_sockets_per_second"  # too many came from one address at once
    MESSAGES = "messages_per_second"  # one socket says too much
    SEARCHES = "searches_per_minute"
    POSTS = "posts_per_minute"


# What a socket is closed with: it comes back after a wait.
CODES = {Limit.SESSION: 4101, Limit.ADDRESS: 4102, Limit.NEWCOMERS: 4103}

# A closing frame holds 123 bytes of them.
WORDS = {
    Limit.SESSION: "Too many pages of yours are open here. Close some; this one tries again by itself.",
    Limit.ADDRESS: "Too many pages are open here from your network. This one tries again by itself.",
    Limit.NEWCOMERS: "Too many pages came from your network at once. This one tries again by itself.",
    Limit.SEARCHES: "That were too many searches in a minute. Wait a moment.",
    Limit.POSTS: "That were too many changes in a minute. Wait a moment, then try again.",
}

# How often each was the reason, in this process since it began.
refused: Counter[Limit] = Counter()


def note(limit: Limit) -> None:
    refused[limit] += 1
    tally.count(names.LIMITED, limit.value)
