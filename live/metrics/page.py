"""`/metrics`: what Prometheus is told. https://prometheus.io/docs/instrumenting/exposition_formats/

Any process answers for all. Without Redis the counts are left out rather than told in part: a sum that went back would
look like a counter that began anew.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from live.metrics import names
from live.metrics.names import Kind, Metric
from live.metrics.product import Product, look
from live.metrics.tally import SUM, Series
from live.providers.errors import Refusal
from live.quotes import State
from live.release import release

CONTENT_TYPE = CONTENT_TYPE_LATEST
# What a provider can be, beside what it refuses with.
STATES = ("ok", "waiting", "recounting", *Refusal)

Values = Mapping[tuple[str, ...], Mapping[str, float]]


def exposition(now: datetime) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Families(look(now)))
    return generate_latest(registry)


class _Families(Collector):
    def __init__(self, product: Product) -> None:
        self._product = product

    def collect(self) -> Iterator[Family]:
        told = self._product.told
        of_processes = _by_name({**told.counts, **told.gauges})
        of_product = _by_name(dict(_standing(self._product)))
        for metric in names.ALL:
            values: Values = of_product.get(metric.name) or of_processes.get(metric.name) or {}
            if not values and self._product.health.redis and not metric.labels:
                values = _nothing(metric)
            yield _family(metric, values)


def _by_name(values: Mapping[Series, float]) -> dict[str, dict[tuple[str, ...], dict[str, float]]]:
    found: dict[str, dict[tuple[str, ...], dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for series, value in values.items():
        found[series.name][series.labels][series.part] = value
    return found


# What there is none of until something is known of it: nought would be a lie.
_OF_SOMETHING = {names.OLDEST_QUOTE, names.POLL_AGE}


def _nothing(metric: Metric) -> Values:
    return {} if metric in _OF_SOMETHING else {(): {"": 0.0}}


def _standing(product: Product) -> Iterator[tuple[Series, float]]:
    """What is the same whoever answers."""
    yield Series(names.BUILD.name, (release(),)), 1
    yield Series(names.UP.name, ("database",)), product.health.database
    yield Series(names.UP.name, ("redis",)), product.health.redis
    if product.health.last_poll_seconds is not None:
        yield Series(names.POLL_AGE.name), product.health.last_poll_seconds
    for source, current in product.providers.items():
        for state in STATES:
            yield Series(names.PROVIDER_STATE.name, (source, state)), current == state
    for window in product.windows:
        yield Series(names.BUDGET_LIMIT.name, (window.source, window.name)), window.limit
        yield Series(names.BUDGET_USED.name, (window.source, window.name)), window.used
        yield Series(names.BUDGET_LEFT.name, (window.source, window.name)), max(window.limit - window.used, 0)
    if product.picked is not None and product.spare is not None:
        yield Series(names.WATCHED_SYMBOLS.name, ("picks",)), product.picked
        yield Series(names.WATCHED_SYMBOLS.name, ("boards",)), product.spare
        for quote_state in State:
            yield Series(names.WATCHED_QUOTES.name, (quote_state.value,)), product.states.get(quote_state, 0)
    if product.oldest is not None:
        yield Series(names.OLDEST_QUOTE.name), product.oldest


def _family(metric: Metric, values: Values) -> Family:
    match metric.kind:
        case Kind.HISTOGRAM:
            histogram = HistogramMetricFamily(metric.name, metric.words, labels=metric.labels)
            for labels, parts in sorted(values.items()):
                histogram.add_metric(labels, _buckets(metric, parts), parts.get(SUM, 0.0))
            return histogram
        case Kind.COUNTER:
            counter = CounterMetricFamily(metric.name, metric.words, labels=metric.labels)
            for labels, parts in sorted(values.items()):
                counter.add_metric(labels, parts.get("", 0.0))
            return counter
        case Kind.GAUGE:
            gauge = GaugeMetricFamily(metric.name, metric.words, labels=metric.labels)
            for labels, parts in sorted(values.items()):
                gauge.add_metric(labels, parts.get("", 0.0))
            return gauge


def _buckets(metric: Metric, parts: Mapping[str, float]) -> list[tuple[str, float]]:
    """Each with what the smaller ones hold too, as the format wants it."""
    counted = accumulate(parts.get(str(number), 0.0) for number in range(len(metric.buckets) + 1))
    ends = [*map(str, map(float, metric.buckets)), "+Inf"]
    return list(zip(ends, counted, strict=True))
