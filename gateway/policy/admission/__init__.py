"""How much the gateway lets in: calls in progress, calls of one caller, failed logins."""
