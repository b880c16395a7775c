"""Functions generated from the tables, once for each operation and form, that do what the plain interpreter of a plan does.

A generated function knows every name, every converter and every byte that is the same for all items. What it does not expect,
a value of another type, a character that must be replaced, it leaves to the interpreter, item by item: what comes out is the
same, and a property test says so. `gateway dialects NAME --plan OPERATION` shows what was generated.
"""
