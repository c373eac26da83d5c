"""The queues of tasks: how many wait, and throwing those away. Nothing else in Redis is touched: not the channel layer,
not the count of requests, not a price."""

from celery import current_app
from kombu.exceptions import OperationalError
from redis import RedisError

# What a broker that is away raises, by whoever is the first to notice.
AWAY = (OperationalError, RedisError, OSError)


def waiting() -> dict[str, int]:
    """Queue → the tasks in it that no worker has taken. Raises one of AWAY."""
    with current_app.connection_for_read() as broker, broker.channel() as channel:
        queues = current_app.amqp.queues
        return {name: queue.bind(channel).queue_declare().message_count for name, queue in queues.items()}


def purge() -> dict[str, int]:
    """Empty them; queue → the tasks that were thrown away. What a worker has begun goes on. Raises one of AWAY."""
    with current_app.connection_for_write() as broker, broker.channel() as channel:
        return {name: queue.bind(channel).purge() for name, queue in current_app.amqp.queues.items()}


def words(counts: dict[str, int]) -> str:
    """`3 tasks (poll 1, slow 2)`."""
    total = sum(counts.values())
    each = ", ".join(f"{name} {count}" for name, count in counts.items())
    return f"{total} task{'' if total == 1 else 's'} ({each})"
