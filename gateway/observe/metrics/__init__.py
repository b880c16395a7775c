"""The metrics: a catalogue of all there are, the classes that count, and the registries each process tells from."""
