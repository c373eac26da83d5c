"""What makes the page installable, and the worker that keeps it for offline."""

from django.contrib.staticfiles import finders
from django.test import Client

from live.app_pages import shell


class Collected:
    """Static files as they are once collected: with hashes in their names."""

    def __init__(self) -> None:
        self.hashed_files = {
            "js/main.js": "js/main.1.js",
            "css/page.css": "css/page.2.css",
            "vendor/lightweight-charts/x.mjs": "x",
        }

    def url(self, name: str) -> str:
        return f"/static/{self.hashed_files[name]}"


def test_the_manifest_names_icons_that_exist(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    icons = answer.json()["icons"]
    assert {"192x192", "512x512", "any"} == {icon["sizes"] for icon in icons}
    assert [icon["purpose"] for icon in icons if "purpose" in icon] == ["maskable"]
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in icons)


def test_the_worker_is_a_script_of_the_root_that_no_cache_keeps(client: Client) -> None:
    answer = client.get("/service-worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-cache"
    assert answer.content.decode().startswith('const VERSION = "')


def test_the_worker_keeps_what_pages_are_made_of_but_not_the_chart_s_library() -> None:
    assert shell(Collected()) == ["/static/css/page.2.css", "/static/js/main.1.js"]


def test_what_was_not_kept_has_a_page_that_says_so(client: Client) -> None:
    page = client.get("/offline/").content.decode()
    assert "Offline" in page
    assert 'rel="manifest" href="/manifest.webmanifest"' in page
