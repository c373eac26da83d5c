"""The board: every equity whose shares are known, ranked by what it is worth on the market now."""
