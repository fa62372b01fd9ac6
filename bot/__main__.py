"""``python -m bot``."""

import sys

from bot.memory import begin

begin()

from bot.cli import main  # noqa: E402 - importing it is most of the start

if __name__ == "__main__":
    sys.exit(main())
