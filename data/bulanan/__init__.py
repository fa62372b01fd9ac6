"""Monthly absorption files: read from an upload, safely."""
