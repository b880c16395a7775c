"""What an operator sees of the calls: the log, the metrics and traces, all of them made of one record (`record.py`).

No text, no secret and no whole number stands in any of them.
"""
