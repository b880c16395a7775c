"""A reverse proxy that translates between telephony REST dialects."""

__version__ = "0.1.0"
