"""The exchanges that the product knows, and which of them a ticker trades on. Pure.

An exchange's regular hours, without holidays, are a rule that ships with the product, for when its calendar is not
known. The code is the market identifier of ISO 10383, by which its calendar is asked for too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from zoneinfo import ZoneInfo

NEW_YORK = "XNYS"


@dataclass(frozen=True, slots=True)
class Exchange:
    """Regular hours are on the exchange's own clocks, with its rest at noon where it has one. `suffixes` end the
    symbols of its tickers (`TSCO.LON`), `words` stand in what the catalogue calls it."""

    code: str
    name: str
    zone: ZoneInfo
    opens: time
    closes: time
    suffixes: Sequence[str] = ()
    words: Sequence[str] = ()
    pause: tuple[time, time] | None = None


def _exchange(line: str) -> Exchange:
    code, name, zone, hours, suffixes, words = (part.strip() for part in line.split("|"))
    moments = [time.fromisoformat(moment) for span in hours.split() for moment in span.split("-")]
    pause = (moments[1], moments[2]) if len(moments) == 4 else None
    said = (code, name.upper(), *words.split())
    return Exchange(code, name, ZoneInfo(zone), moments[0], moments[-1], tuple(suffixes.split()), said, pause)


TABLE = """\
XNYS | New York     | America/New_York    | 09:30-16:00             |         | NYSE NASDAQ AMEX BATS
XTSE | Toronto      | America/Toronto     | 09:30-16:00             | TRT TRV | TSX TSXV
XMEX | Mexico City  | America/Mexico_City | 08:30-15:00             |         | BMV
BVMF | São Paulo    | America/Sao_Paulo   | 10:00-18:00             | SAO     | B3 BOVESPA
XLON | London       | Europe/London       | 08:00-16:30             | LON     | LSE
XLIS | Lisbon       | Europe/Lisbon       | 08:00-16:30             | LIS     |
XETR | Xetra        | Europe/Berlin       | 09:00-17:30             | DEX     |
XFRA | Frankfurt    | Europe/Berlin       | 09:00-17:30             | FRK     |
XPAR | Paris        | Europe/Paris        | 09:00-17:30             | PAR     |
XAMS | Amsterdam    | Europe/Amsterdam    | 09:00-17:30             | AMS     |
XBRU | Brussels     | Europe/Brussels     | 09:00-17:30             | BRU     |
XMAD | Madrid       | Europe/Madrid       | 09:00-17:30             |         | BME
XMIL | Milan        | Europe/Rome         | 09:00-17:30             | MIL     |
XSWX | Zurich       | Europe/Zurich       | 09:00-17:30             |         | SIX
XOSL | Oslo         | Europe/Oslo         | 09:00-16:20             |         |
XSTO | Stockholm    | Europe/Stockholm    | 09:00-17:30             |         |
XCSE | Copenhagen   | Europe/Copenhagen   | 09:00-17:00             |         |
XHEL | Helsinki     | Europe/Helsinki     | 10:00-18:30             |         |
XJSE | Johannesburg | Africa/Johannesburg | 09:00-17:00             |         | JSE
XBOM | Mumbai       | Asia/Kolkata        | 09:15-15:30             | BSE NSE | BSE NSE BOMBAY
XSES | Singapore    | Asia/Singapore      | 09:00-17:00             |         | SGX
XSHG | Shanghai     | Asia/Shanghai       | 09:30-11:30 13:00-15:00 | SHH SHZ | SSE SZSE SHENZHEN
XHKG | Hong Kong    | Asia/Hong_Kong      | 09:30-12:00 13:00-16:00 | HKG     | HKEX SEHK
XTAI | Taipei       | Asia/Taipei         | 09:00-13:30             |         | TWSE TAIWAN
XKRX | Seoul        | Asia/Seoul          | 09:00-15:30             |         | KRX KOREA
XTKS | Tokyo        | Asia/Tokyo          | 09:00-11:30 12:30-15:30 |         | JPX
XASX | Sydney       | Australia/Sydney    | 10:00-16:00             |         | ASX AUSTRALIAN
XNZE | Wellington   | Pacific/Auckland    | 10:00-16:45             |         | NZX ZEALAND
"""

EXCHANGES = {exchange.code: exchange for exchange in map(_exchange, TABLE.splitlines())}
BY_SUFFIX = {suffix: exchange for exchange in EXCHANGES.values() for suffix in exchange.suffixes}


def exchange_of(symbol: str, called: str) -> Exchange:
    """Where this symbol trades: its suffix says it, else what the catalogue calls its exchange; if neither, New York.

    "NASDAQ Stockholm" is Stockholm: of an exchange abroad the place is named.
    """
    _, dot, suffix = symbol.rpartition(".")
    return (BY_SUFFIX.get(suffix) if dot else None) or _by_name(called)


@lru_cache(maxsize=256)
def _by_name(called: str) -> Exchange:
    text = called.upper()
    for exchange in EXCHANGES.values():
        if exchange.code != NEW_YORK and any(re.search(rf"\b{word}\b", text) for word in exchange.words):
            return exchange
    return EXCHANGES[NEW_YORK]
