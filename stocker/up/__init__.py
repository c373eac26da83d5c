"""The one-command start: everything a first use needs, on one machine, ended by one Ctrl-C."""


class Refused(Exception):
    """It cannot start; the message says why, in words, on one line."""
