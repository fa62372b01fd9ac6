"""Every way in and out: Telegram, terminal, command line."""
