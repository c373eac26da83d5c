"""What a page weighs, what an update of it costs, and whether it grows: `make bench-page`, told in docs/page.md."""
