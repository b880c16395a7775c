"""What an operator sees of the calls: the log and the metrics. Neither ever holds a number, a text, an id or a secret."""
