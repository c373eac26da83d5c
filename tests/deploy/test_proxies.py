"""The examples of deploy/ for Caddy and nginx before a real server: https, sockets over it, and whose words count."""

import asyncio
import contextlib
import re
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import websockets

from tests.certificates import NAME, Certificates
from tests.deploy.commands import PATIENCE, Commands
from tests.environment import REDIS_SOCKET, ROOT
from tests.ports import free_port
from tests.programs import found

pytestmark = pytest.mark.needs("nginx", "caddy")


@dataclass(frozen=True, slots=True)
class Site:
    """A server behind a proxy. `https` is the proxy's port, where the certificate of `trusted` counts."""

    https: int
    plain: int
    trusted: ssl.SSLContext
    commands: Commands


def stocker(folder: Path, port: int) -> Commands:
    """A server with the settings that both examples name, and a database in `folder`."""
    commands = Commands(
        ROOT,
        folder / "logs",
        SECRET_KEY="a secret of the operator's",
        RUN_DIR=str(folder),
        PORT=str(port),
        REDIS_URL=f"unix://{REDIS_SOCKET}",
        ALLOWED_HOSTS=NAME,
        TRUSTED_ORIGINS=f"https://{NAME}",
        TRUSTED_PROXIES="127.0.0.1",
        DRAIN_SECONDS="0",
    )
    commands.run("python manage.py migrate --noinput && python manage.py load_starting_catalogue")
    return commands


def nginx(folder: Path, backend: int, http: int, https: int, certificates: Certificates) -> list[str]:
    text = (ROOT / "deploy" / "nginx" / "stocker.conf").read_text()
    # Its first server is at this machine's usual port; ports, names of files and IPv6 are the machine's own affair.
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{backend}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{http};").replace("listen 443", f"listen 127.0.0.1:{https}")
    text = re.sub(r"ssl_certificate  .*;", f"ssl_certificate {certificates.certificate};", text)
    text = re.sub(r"ssl_certificate_key .*;", f"ssl_certificate_key {certificates.key};", text)
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\nerror_log stderr;\npid {folder}/nginx.pid;\nevents {{}}\n"
        f"http {{\naccess_log off;\n{paths}{text}\n}}\n"
    )
    return [found("nginx"), "-c", str(whole), "-p", str(folder)]


@pytest.fixture(scope="module")
def behind_nginx(tmp_path_factory: pytest.TempPathFactory, certificates: Certificates) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("nginx")
    backend, http, https = free_port(), free_port(), free_port()
    with stocker(folder, backend) as commands:
        commands.start("python -m stocker.serve")
        commands.start(nginx(folder, backend, http, https, certificates))
        commands.answers(f"http://127.0.0.1:{backend}/healthz", headers={"Host": NAME})
        commands.answers(f"http://127.0.0.1:{http}/")
        yield Site(https, http, certificates.trusted(), commands)


@pytest.fixture(scope="module")
def behind_caddy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """With an authority of its own instead of a public one, and other ports than 80 and 443."""
    folder = tmp_path_factory.mktemp("caddy")
    backend, http, https = free_port(), free_port(), free_port()
    own = f"{{\n\tadmin off\n\tlocal_certs\n\tskip_install_trust\n\thttp_port {http}\n\thttps_port {https}\n}}\n"
    text = (ROOT / "deploy" / "Caddyfile").read_text()
    assert "lb_try_duration 20s" in text
    # A busy machine takes longer for another server than those twenty seconds.
    (folder / "Caddyfile").write_text(own + text.replace("lb_try_duration 20s", f"lb_try_duration {PATIENCE:.0f}s"))
    with stocker(folder, backend) as commands:
        commands.environment |= {
            "DOMAIN": NAME,
            "UPSTREAM": f"127.0.0.1:{backend}",
            "XDG_DATA_HOME": str(folder),
            "XDG_CONFIG_HOME": str(folder),
        }
        commands.start("python -m stocker.serve")
        commands.start([found("caddy"), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"])
        commands.answers(f"http://127.0.0.1:{backend}/healthz", headers={"Host": NAME})
        commands.answers(f"http://127.0.0.1:{http}/")
        authority = folder / "caddy" / "pki" / "authorities" / "local" / "root.crt"
        made = Site(https, http, ssl.create_default_context(cafile=str(authority)), commands)
        until_it_has_its_certificate(made)
        yield made


def until_it_has_its_certificate(site: Site) -> None:
    """Caddy listens already while it makes one."""
    until = time.monotonic() + PATIENCE
    with browser(site) as tab:
        while True:
            with contextlib.suppress(httpx.TransportError):
                tab.get("/healthz")
                return
            assert time.monotonic() < until, site.commands.logs()
            time.sleep(0.1)


@pytest.fixture(params=["nginx", "caddy"])
def site(request: pytest.FixtureRequest) -> Site:
    found: Site = request.getfixturevalue(f"behind_{request.param}")
    return found


def browser(site: Site) -> httpx.Client:
    """As a browser that found the name's address in the DNS."""
    extensions = {"sni_hostname": NAME}
    base = f"https://127.0.0.1:{site.https}"
    client = httpx.Client(verify=site.trusted, base_url=base, headers={"Host": NAME}, timeout=PATIENCE)
    client.event_hooks["request"] = [lambda request: request.extensions.update(extensions)]
    return client


async def handshake(site: Site, origin: str) -> str:
    """The type of the first message of a socket, or the status with which it was refused."""
    # The name stands in Host and in the certificate; the port is the test's own.
    socket = websockets.connect(
        f"wss://{NAME}/ws/live/?symbols=AAPL",
        host="127.0.0.1",
        port=site.https,
        ssl=site.trusted,
        server_hostname=NAME,
        origin=websockets.Origin(origin),
        open_timeout=PATIENCE,
    )
    try:
        async with asyncio.timeout(PATIENCE), socket as opened:
            return str(await opened.recv()).split('"')[3]
    except websockets.InvalidStatus as refusal:
        return str(refusal.response.status_code)


async def test_pages_come_over_https_and_prices_over_a_socket_of_the_same_origin_alone(site: Site) -> None:
    with browser(site) as tab:
        page = tab.get("/")
        assert page.status_code == 200
        assert "max-age" in page.headers["strict-transport-security"]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token is not None
        form = {"csrfmiddlewaretoken": token[1], "symbol": "AAPL"}
        # Django wants to see where a form on https comes from.
        for origin, status in ((f"https://{NAME}", 303), ("https://elsewhere.example", 403)):
            answer = tab.post("/watchlist/add/", data=form, headers={"Origin": origin, "Referer": f"{origin}/"})
            assert answer.status_code == status
        assert all("Secure" in cookie for cookie in answer.headers.get_list("set-cookie"))
        assert "AAPL" in tab.get("/").text
    assert await handshake(site, f"https://{NAME}") == "status"
    assert await handshake(site, "https://elsewhere.example") == "403"
    assert await handshake(site, f"http://{NAME}") == "403"


async def test_whoever_comes_by_http_is_sent_to_https(site: Site) -> None:
    answer = httpx.get(f"http://127.0.0.1:{site.plain}/l/AAPL/", headers={"Host": NAME}, timeout=PATIENCE)
    assert answer.status_code in (301, 308)
    assert answer.headers["location"].startswith(f"https://{NAME}")


async def test_caddy_holds_a_page_back_while_the_one_server_is_being_replaced(behind_caddy: Site) -> None:
    commands = behind_caddy.commands
    [serving, *_] = [process for process, _log in commands.running if "stocker.serve" in str(process.args)]
    commands.end(serving)
    with browser(behind_caddy) as tab:
        asked = asyncio.get_running_loop().run_in_executor(None, lambda: tab.get("/"))
        commands.start("python -m stocker.serve")
        assert (await asked).status_code == 200
