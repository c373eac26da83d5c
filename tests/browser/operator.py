"""Who signs in to the admin of a running product."""

from tests.browser.visitor import Visitor
from tests.flows.product import Product

NAME, PASSWORD = "operator", "correct horse battery staple"
MAKE = f"""
from django.contrib.auth.models import User
User.objects.filter(username={NAME!r}).exists() or User.objects.create_superuser({NAME!r}, password={PASSWORD!r})
"""


async def sign_in(visitor: Visitor, product: Product) -> None:
    """The visitor as an operator who may do everything, before the admin's first page."""
    product.run("manage.py", "shell", "-c", MAKE)
    page = visitor.page
    await visitor.open("/admin/")
    await page.get_by_label("Username").fill(NAME)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("heading", name="Site administration").wait_for()
