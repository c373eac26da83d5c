"""Outlooks made by hand."""

from datetime import date

from live.insight.forecast.outlook import Coverage, Outlook, Quantiles

DAY = Quantiles(-0.02, -0.008, 0.0, 0.008, 0.02)
OUTLOOK = Outlook(
    made_from=date(2026, 11, 18),
    horizons={
        1: DAY,
        5: Quantiles(-0.045, -0.018, 0.001, 0.018, 0.045),
        20: Quantiles(-0.09, -0.036, 0.004, 0.036, 0.09),
    },
    method="by hand",
    coverage=Coverage(92, 84, 47),
)
