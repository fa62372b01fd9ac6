"""``python -m bot`` with less patience, so that a test need not wait for minutes.

``HURRY`` is a JSON object of constants and their values, such as ``{"bot.watchdog.LOOK": 1}``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys

from bot.cli import main

if __name__ == "__main__":
    for name, value in json.loads(os.environ["HURRY"]).items():
        module, _, constant = name.rpartition(".")
        found = importlib.import_module(module)
        # A constant that is not there any more would be hurried in vain.
        assert hasattr(found, constant), name
        setattr(found, constant, value)
    sys.exit(main())
