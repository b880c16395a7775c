"""The types of single values: each reads the text that stands in the file and refuses what it can't be."""
