"""nginx with nchan, a C server written for nothing else: its configuration and where its module lies."""

import shutil
from pathlib import Path

MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/usr/local/lib/nginx/modules")
WANTED = "nginx with nchan (Debian: apt install nginx-core libnginx-mod-nchan)"


def module() -> Path | None:
    found = (Path(folder) / "ngx_nchan_module.so" for folder in MODULES)
    return next((path for path in found if path.exists()), None)


def missing() -> str | None:
    return None if shutil.which("nginx") and module() else WANTED


def configuration(folder: Path, port: int) -> Path:
    """A file for `nginx -c`: one worker, sockets at /ws and /ws-deflate, publishing by POST to /pub."""
    user = "user root;" if Path("/root").owner() == Path(folder).owner() else ""
    file = folder / "nginx.conf"
    file.write_text(f"""
load_module {module()};
{user}
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 12000; }}
http {{
  access_log off;
  client_body_temp_path {folder}/nginx-body;
  proxy_temp_path {folder}/nginx-proxy;
  fastcgi_temp_path {folder}/nginx-fastcgi;
  uwsgi_temp_path {folder}/nginx-uwsgi;
  scgi_temp_path {folder}/nginx-scgi;
  keepalive_requests 1000000;
  server {{
    listen 127.0.0.1:{port} backlog=4096;
    location = /pub {{ nchan_publisher; nchan_channel_id quotes; nchan_deflate_message_for_websocket on; }}
    location = /pub-plain {{ nchan_publisher; nchan_channel_id quotes; }}
    location = /ws {{ nchan_subscriber websocket; nchan_channel_id quotes; nchan_subscriber_first_message newest; }}
  }}
}}
""")
    return file
