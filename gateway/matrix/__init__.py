"""The matrix: what becomes of every operation on every pair of dialects, computed from their tables before any call is made.

Nothing here knows a dialect by name, asks one to translate anything or keeps state. What the tables say is held against what
the pipeline does by tests/properties/test_matrix_of_calls.py and tests/exchanges/test_matrix_of_exchanges.py.
"""
