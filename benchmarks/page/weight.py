"""What a browser that was never here is sent for a page, compressed and with headers, as Chromium counts it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.browser.visitor import Visitor

# What a response is counted as, by the kind that Chromium gives it.
KINDS = {"Document": "page", "Stylesheet": "style", "Script": "script"}
OTHER = "other"


@dataclass
class Weight:
    """Bytes of each address, and of which kind it is."""

    of: dict[str, int] = field(default_factory=dict)
    kind: dict[str, str] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.of.values())

    @property
    def requests(self) -> int:
        return len(self.of)

    def by(self, kind: str) -> int:
        return sum(size for url, size in self.of.items() if self.kind[url] == kind)

    def heaviest(self, count: int) -> Iterable[tuple[str, int]]:
        return sorted(self.of.items(), key=lambda item: -item[1])[:count]


async def weigh(visitor: Visitor, path: str) -> Weight:
    """Open a page with an empty cache; all that came until its prices were there and nothing more was asked for.

    What the service worker keeps beside it, once the page is there, is not counted: it has an address of its own.
    """
    devtools = await visitor.page.context.new_cdp_session(visitor.page)
    await devtools.send("Network.enable")
    found = Weight()
    urls: dict[str, str] = {}
    kinds: dict[str, str] = {}

    def answered(event: dict[str, Any]) -> None:
        urls[event["requestId"]] = event["response"]["url"]
        kinds[event["requestId"]] = KINDS.get(event["type"], OTHER)

    def loaded(event: dict[str, Any]) -> None:
        url = urls.get(event["requestId"], "")
        found.of[url] = found.of.get(url, 0) + int(event["encodedDataLength"])
        found.kind[url] = kinds.get(event["requestId"], OTHER)

    devtools.on("Network.responseReceived", answered)
    devtools.on("Network.loadingFinished", loaded)
    await visitor.open(path)
    await visitor.sees_prices()
    await visitor.page.wait_for_load_state("networkidle")
    await devtools.detach()
    return found
