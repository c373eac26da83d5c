"""Fits the numbers of live/insight/forecast/weights.py: `python -m benchmarks.forecast.fit FOLDER`.

The likelihood of Student's t (10 degrees of freedom: single wild days say less than under a normal) of all tickers'
returns before a day is made as great as it goes, with the volatility as the product computes it, by Fisher scoring.
`--leave-out` fits anew without each ticker, and scores that one's later days with what the others gave.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.forecast import files, rivals
from benchmarks.forecast.files import History
from benchmarks.forecast.runs import UNCOUNTED
from live.insight.forecast.calibration import CHANCES
from live.insight.forecast.moves import POWER, daily_moves
from live.insight.forecast.outlook import HORIZONS
from live.insight.forecast.volatility import MEMORIES, TRENDS, Volatility
from live.insight.forecast.walk import FIRST

Numbers = NDArray[np.float64]

BEFORE = date(2006, 1, 1)
FREEDOM = 10.0
# Pulls the trends' weights to zero as much as this part of all days would.
PULL = 2e-3
ROUNDS = 200


@dataclass
class Features:
    """Of one ticker, a row a move: what was known before it, and the log levels around it."""

    name: str
    memories: Numbers
    trends: Numbers
    levels: Numbers
    early: int  # so many rows end before BEFORE
    constant: Numbers  # the rolling 250-day standard deviation

    def outcomes(self, days: int) -> Numbers:
        return self.levels[days:] - self.levels[:-days]


def features(history: History) -> Features:
    moves = daily_moves(history.bars)
    volatility = Volatility(moves[:FIRST])
    memories, trends = [], []
    for move in moves:
        sizes, directions = volatility.features()
        memories.append(sizes)
        trends.append(directions)
        volatility.take(move)
    returns = [move.change for move in moves]
    early = sum(bar.day < BEFORE for bar in history.bars[1:])
    constant = np.array([deviation or np.nan for deviation in rivals.constant(returns, 250)])
    levels = np.concatenate([[0.0], np.cumsum(returns)])
    return Features(history.name, np.array(memories), np.array(trends), levels, early, constant)


def scale(weights: Numbers, memories: Numbers, trends: Numbers) -> Numbers:
    """`weights` are the logs of the memories' and, as they are, those of the trends and of their magnitudes."""
    mean = memories @ np.exp(weights[: len(MEMORIES)])
    found: Numbers = mean ** (1 / POWER) * np.exp(np.hstack([trends, np.abs(trends)]) @ weights[len(MEMORIES) :])
    return found


def fit(tickers: Sequence[Features], days: int) -> tuple[Numbers, Numbers]:
    """The weights, and the quantiles of the scaled returns at CHANCES. Only returns that end before BEFORE count."""
    rows = [slice(UNCOUNTED, max(UNCOUNTED, ticker.early - days + 1)) for ticker in tickers]
    memories = np.vstack([ticker.memories[row] for ticker, row in zip(tickers, rows, strict=True)])
    trends = np.vstack([ticker.trends[row] for ticker, row in zip(tickers, rows, strict=True)])
    outcomes = np.concatenate([ticker.outcomes(days)[row] for ticker, row in zip(tickers, rows, strict=True)])
    signed = np.hstack([trends, np.abs(trends)])
    shares = np.full(len(MEMORIES), np.log(days ** (POWER / 2) / len(MEMORIES)))
    weights = np.concatenate([shares, np.zeros(2 * len(TRENDS))])
    pull = np.concatenate([np.full(len(MEMORIES), 1e-6), np.full(2 * len(TRENDS), PULL)]) * len(outcomes)
    towards = np.concatenate([np.zeros(len(MEMORIES)), pull[len(MEMORIES) :]])
    for _ in range(ROUNDS):
        squares = (outcomes / scale(weights, memories, trends)) ** 2
        slope = (FREEDOM + 1) * squares / (FREEDOM - 2 + squares) - 1
        parts = memories * np.exp(weights[: len(MEMORIES)])
        by_weight = np.hstack([parts / parts.sum(axis=1, keepdims=True) / POWER, signed])
        information = 2 * FREEDOM / (FREEDOM + 3) * (by_weight.T @ by_weight) + np.diag(pull)
        step = np.linalg.solve(information, by_weight.T @ slope - towards * weights)
        weights = weights + np.clip(step, -0.5, 0.5)
        weights[: len(MEMORIES)] = np.maximum(weights[: len(MEMORIES)], -8)
    return weights, np.quantile(outcomes / scale(weights, memories, trends), CHANCES)


def leave_out(tickers: Sequence[Features]) -> None:
    for left in tickers:
        weights, ends = fit([ticker for ticker in tickers if ticker is not left], 1)
        widths = scale(weights, left.memories, left.trends)
        outcomes = left.outcomes(1)
        later = range(max(UNCOUNTED, left.early), len(outcomes))
        ours = sum(rivals.winkler(ends[0] * widths[at], ends[3] * widths[at], outcomes[at]) for at in later)
        reaches = rivals.NINETY * left.constant
        constant = sum(rivals.winkler(-reaches[at], reaches[at], outcomes[at]) for at in later)
        inside = np.mean([ends[0] * widths[at] <= outcomes[at] <= ends[3] * widths[at] for at in later])
        say(f"{left.name}: {ours / constant:.3f} of constant 250, {inside:.1%} inside 90 %, {len(later):,} days")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks.forecast.fit", description=__doc__)
    options.add_argument("history", type=Path, help="a folder of CSV files")
    options.add_argument("--leave-out", action="store_true")
    chosen = options.parse_args()
    try:
        tickers = [features(history) for history in files.read(chosen.history)]
    except files.BadFile as error:
        raise SystemExit(f"fit: {error}") from None
    if chosen.leave_out:
        leave_out(tickers)
        return
    for days in HORIZONS:
        weights, ends = fit(tickers, days)
        parts = np.split(weights, [len(MEMORIES), len(MEMORIES) + len(TRENDS)])
        shown = ", ".join(f"({', '.join(f'{value:.3f}' for value in part)})" for part in (np.exp(parts[0]), *parts[1:]))
        say(f"{days}: Weights({shown}),\n{days}: ({', '.join(f'{end:.3f}' for end in ends)}),")


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    main()
