"""What holds for each state of a page however it came about: it can be read by everybody, on every screen."""

from tests.browser.visitor import Visitor

WIDTHS = (1440, 768, 360)


async def assert_well_made(visitor: Visitor) -> None:
    """No finding of axe in light and in dark on a phone and beside, and nothing wider than the window."""
    page, before = visitor.page, visitor.page.viewport_size
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 800})
        assert await visitor.sideways() == 0, width
    assert await visitor.obstacles() == []
    await page.emulate_media(color_scheme="dark")
    assert await visitor.obstacles() == []
    await page.emulate_media(color_scheme="light")
    if before is not None:
        await page.set_viewport_size(before)
