"""What keeps the log readable."""

import logging

# So many different messages are told apart; whoever sends more kinds of nonsense fills no memory.
MOST = 100


class Once(logging.Filter):
    """Lets each message through once in the life of the process, and without the traceback: its words say it all."""

    def __init__(self) -> None:
        super().__init__()
        self._told: set[str] = set()

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if message in self._told or len(self._told) >= MOST:
            return False
        self._told.add(message)
        record.exc_info = None
        return True
