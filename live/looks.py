"""How a visitor wants every page: which colours mean up and down, and what helps who uses no pointer or no eyes. Pure.

It lies in the session beside the arrangement of tables, as `{"colours": "safe", "keys": false, "spoken": false}`;
each may be missing, and what makes no sense there counts as missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from live.arrangement import Arrangement

# What each is called in the View menu, by what `static/css/tokens.css` knows it as; the first is the usual.
COLOURS = {
    "": "Green up, red down",
    "safe": "Blue up, orange down",  # told apart by every kind of colour blindness
    "east": "Red up, green down",  # as in East Asia
}


@dataclass(frozen=True, slots=True)
class Look:
    """`keys`: single keys are shortcuts. `spoken`: a screen reader is told what the list does, now and then.

    `density` is that of tables (`live.arrangement`), for one that is not arranged.
    """

    colours: str = ""
    density: str = ""
    keys: bool = True
    spoken: bool = True

    @classmethod
    def read(cls, value: Any) -> "Look":
        found = value if isinstance(value, Mapping) else {}
        colours = found.get("colours")
        return cls(
            colours if isinstance(colours, str) and colours in COLOURS else "",
            Arrangement.read(found).density,
            found.get("keys") is not False,
            found.get("spoken") is not False,
        )

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(COLOURS.items())

    def kept(self) -> dict[str, Any]:
        """What the session keeps of it, None for what is as it usually is."""
        return {
            "colours": self.colours or None,
            "keys": None if self.keys else False,
            "spoken": None if self.spoken else False,
        }
