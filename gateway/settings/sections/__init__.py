"""The parts of the configuration, one file each."""
