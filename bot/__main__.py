"""``python -m bot``."""

import gc
import sys

# While libraries are imported hundreds of thousands of objects are made, and nearly all stay.
gc.set_threshold(100_000)

from bot.cli import main  # noqa: E402 - it is what takes the time

if __name__ == "__main__":
    sys.exit(main())
