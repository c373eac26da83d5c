"""Which ports are free."""

import errno
import socket

from stocker.up import Refused


def refuse_unusable(host: str, port: int) -> None:
    """Raises Refused, naming the setting to change, when a server cannot listen at `host` and `port`."""
    try:
        _listen(host, port).close()
    except OSError as error:
        raise Refused(_in_words(error, host, port)) from error


def free(preferred: int) -> int:
    """The preferred port of this machine, or another one when it is taken."""
    for port in (preferred, 0):
        try:
            with _listen("127.0.0.1", port) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise Refused("this machine has no free port left")


def _listen(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        # As servers do: connections of the last run that linger do not count as in use.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(1)
    except OSError:
        listener.close()
        raise
    return listener


def _in_words(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"port {port} is in use by another program: end it, or choose another port, as in PORT={port + 1} make run"
        )
    if error.errno == errno.EACCES:
        return f"port {port} is for the system's own programs: set PORT to one above 1023"
    return f"HOST={host} is no address of this machine ({error.strerror}): use 127.0.0.1, or 0.0.0.0 to admit others"
