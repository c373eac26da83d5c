"""`{% icon "plus" %}` puts one Font Awesome picture into the page, so that only those used are sent."""

import re
from functools import cache

from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> str:
    """The picture `name`, with `label` read out; without one it stands beside words and is hidden from readers."""
    picture = _picture(name)
    if not label:
        return picture
    hidden = "visually-hidden" if picture else ""  # without the browser packages the label is what is left
    return format_html('{}<span class="{}">{}</span>', picture, hidden, label)


@cache
def _picture(name: str) -> SafeString:
    file = settings.BROWSER_PACKAGES / "@fortawesome" / "fontawesome-free" / "svgs" / "solid" / f"{name}.svg"
    if not file.exists():
        return SafeString("")
    # The licence notice in each file is told once, in the page's footer.
    svg = re.sub(r"<!--.*?-->", "", file.read_text(), flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg class="icon" aria-hidden="true" ', 1)
    return mark_safe(svg)  # noqa: S308  a file of a package that we pin
