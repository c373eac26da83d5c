"""The endpoints under /control/, by which tests and benchmarks count requests and set faults.

`GET /control/health`; `GET`, `DELETE /control/requests` (both tell them, and `DELETE` forgets what it tells); `GET`,
`POST`, `DELETE /control/faults`.
"""

from live.alphavantage.simulator.faults import Fault
from live.alphavantage.simulator.provider import Provider
from live.alphavantage.simulator.reply import Reply
from live.alphavantage.simulator.wire import Request


def reply(provider: Provider, request: Request) -> Reply:
    match request.method, request.path:
        case "GET", "/control/health":
            return Reply.json({"status": "ok", "plan": str(provider.grant)})
        case "GET", "/control/requests":
            return Reply.json(provider.requests())
        case "DELETE", "/control/requests":
            return Reply.json(provider.take_requests())
        case "GET", "/control/faults":
            return _faults(provider)
        case "POST", "/control/faults":
            try:
                provider.faults.add(Fault.from_wire(request.json()))
            except (ValueError, TypeError, AttributeError) as error:
                return Reply.json({"error": str(error)}, status=400)
            return _faults(provider)
        case "DELETE", "/control/faults":
            provider.faults.clear()
            return _faults(provider)
    return Reply.json({"error": "nothing here"}, status=404)


def _faults(provider: Provider) -> Reply:
    return Reply.json([fault.as_wire() for fault in provider.faults])
