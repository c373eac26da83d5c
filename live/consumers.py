"""The sockets that browsers open."""

import contextlib
import time
from urllib.parse import parse_qs

from channels.consumer import get_handler_name
from channels.db import database_sync_to_async
from channels.exceptions import StopConsumer
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError
from django.http.cookie import parse_cookie

from live import clock
from live.limits.rate import Allowance
from live.limits.refusals import Limit, note
from live.metrics import names, tally
from live.push import hubs, messages
from live.push.followers import Follower
from live.push.line import Line
from live.push.requests import Ping, Refused, Visible, Watch, decode, decode_stock_symbol, symbols_in
from live.push.sets import group_name
from live.push.viewer import Viewer
from tickers import catalogue, watchlist

# Closing codes: 40xx do not come back, 41xx come back after a wait, 42xx at once.
BAD_ADDRESS = 4000
TOO_MANY_MESSAGES = 4008
DATABASE_AWAY = 4100


class HubConsumer(AsyncWebsocketConsumer):
    """A socket that the hub serves.

    It has no channel layer of its own, which would subscribe to a private Redis channel for every socket.
    """

    channel_layer_alias = None

    async def __call__(self, scope, receive, send):
        """As in Channels, but what is received is handled here, not handed over by a task of its own for each."""
        self.scope, self.base_send, self.channel_layer = scope, send, None
        with contextlib.suppress(StopConsumer):
            while True:
                await self.dispatch(await receive())

    async def dispatch(self, message):
        """As in Channels, but no thread hop for every message to clean up a database that sockets do not hold."""
        await getattr(self, get_handler_name(message))(message)

    async def websocket_disconnect(self, message):
        raise StopConsumer


class LiveConsumer(HubConsumer):
    """`ws/live/`: a browser joins the group of its symbol set, and the hub does the rest."""

    async def __call__(self, scope, receive, send):
        self.hub = hubs.running(in_catalogue)
        self.viewer = Viewer(Line.of(scope, send))
        self.allowance = Allowance.of_messages(time.monotonic(), settings.MESSAGES_PER_SECOND)
        self.group = group_name(())
        try:
            await super().__call__(scope, receive, send)
        finally:
            # Also when the server cancels a socket without telling it.
            await self.hub.group_discard(self.group, self.viewer)

    async def connect(self):
        await self.accept()
        tally.count(names.SOCKETS_OPENED, "live")
        await self.hub.welcome(self.viewer)
        query = parse_qs(self.scope["query_string"].decode("latin1"), keep_blank_values=True)
        symbols = await self.first_symbols(query)
        if isinstance(symbols, Refused):
            self.refuse(symbols, BAD_ADDRESS)
        elif symbols is not None:
            await self.watch(symbols, spare=query.get("spare") == ["1"])

    async def first_symbols(self, query):
        """What the address names; without that, the session's list."""
        if "symbols" in query:
            return symbols_in([symbol for text in query["symbols"] for symbol in text.split(",") if symbol])
        key = session_key(self.scope)
        if key is None:
            return frozenset()
        try:
            return frozenset(await database_sync_to_async(watchlist.symbols_of_session)(key))
        except DatabaseError:
            self.database_is_away()
            return None

    async def receive(self, text_data=None, bytes_data=None):
        if not self.allowance.spend(time.monotonic()):
            note(Limit.MESSAGES)
            self.refuse(Refused("too_many_messages", "Too many messages."), TOO_MANY_MESSAGES)
            return
        match decode(text_data, settings.MAX_MESSAGE_BYTES):
            case Watch(symbols, spare):
                await self.watch(symbols, spare)
            case Visible(visible, keep):
                self.hub.visible(self.viewer, visible, keep)
            case Ping():
                self.hub.reply(self.viewer, messages.pong(clock.now()))
            case Refused() as refused:
                self.refuse(refused)

    async def watch(self, symbols, spare):
        self.viewer.spare = spare
        try:
            self.group = group_name(symbols)
            await self.hub.group_add(self.group, self.viewer)
        except DatabaseError:
            self.database_is_away()

    def database_is_away(self):
        self.refuse(Refused("database", "The catalogue does not answer. Try again."), DATABASE_AWAY)

    def refuse(self, refused, code=None):
        """Say why; with a code, close too."""
        self.hub.reply(self.viewer, messages.error(clock.now(), refused.code, refused.message))
        if code is not None:
            tally.count(names.SOCKETS_REFUSED, refused.code)
            self.viewer.line.close(code, refused.message)


class PredictionConsumer(HubConsumer):
    """`ws/stock_predictions/`: each message names a ticker, whose likely range is told now and whenever it changes."""

    async def __call__(self, scope, receive, send):
        self.hub = hubs.running(in_catalogue)
        self.follower = Follower(Line.of(scope, send))
        self.allowance = Allowance.of_messages(time.monotonic(), settings.MESSAGES_PER_SECOND)
        self.hub.admit(self.follower)
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.hub.unfollow(self.follower)

    async def connect(self):
        await self.accept()
        tally.count(names.SOCKETS_OPENED, "predictions")

    async def receive(self, text_data=None, bytes_data=None):
        if not self.allowance.spend(time.monotonic()):
            note(Limit.MESSAGES)
            self.refuse(Refused("too_many_messages", "Too many messages."), TOO_MANY_MESSAGES)
            return
        symbol = decode_stock_symbol(text_data, settings.MAX_MESSAGE_BYTES)
        if isinstance(symbol, Refused):
            self.refuse(symbol)
            return
        try:
            await self.hub.follow(self.follower, symbol)
        except DatabaseError:
            self.refuse(Refused("database", "The catalogue does not answer. Try again."), DATABASE_AWAY)

    def refuse(self, refused, code=None):
        """Say why; with a code, close too."""
        self.hub.refuse(self.follower, None, refused.message)
        if code is not None:
            tally.count(names.SOCKETS_REFUSED, refused.code)
            self.follower.line.close(code, refused.message)


async def in_catalogue(symbols):
    return await database_sync_to_async(catalogue.known)(symbols)


def session_key(scope):
    """The visitor's session key as the cookie has it: the session is read, and never made or written, here."""
    for name, value in scope["headers"]:
        if name == b"cookie":
            return parse_cookie(value.decode("latin1")).get(settings.SESSION_COOKIE_NAME)
    return None
