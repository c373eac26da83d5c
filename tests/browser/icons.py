"""`make icons`: the pictures of the page as an application, drawn from `static/icon.svg`."""

import asyncio

from tests.browser.visitor import started_browser
from tests.environment import ROOT

SOURCE = ROOT / "static" / "icon.svg"
FOLDER = ROOT / "static" / "icons"
GROUND = "#16181a"  # as the icon's own
# Each: its side in pixels, how much of it the icon takes, and whether the ground fills the corners. A mask may cut away
# what is outside of the middle 80 %; a phone of Apple's rounds the corners itself.
ICONS = {
    "192": (192, 1.0, False),
    "512": (512, 1.0, False),
    "maskable-512": (512, 0.75, True),
    "apple-touch-180": (180, 0.9, True),
}


async def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    svg = SOURCE.read_text()
    async with started_browser() as browser:
        page = await browser.new_page()
        for name, (side, part, filled) in ICONS.items():
            await page.set_viewport_size({"width": side, "height": side})
            ground = GROUND if filled else "transparent"
            await page.set_content(
                f"<style>body {{ margin: 0; height: 100vh; display: grid; place-items: center; background: {ground} }}"
                f"svg {{ width: {part * side}px; height: {part * side}px }}</style>{svg}"
            )
            await page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)


if __name__ == "__main__":
    asyncio.run(main())
