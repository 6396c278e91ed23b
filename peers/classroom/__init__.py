"""A class that hands in: what it hands in, and what the tools that mark it make of that."""
