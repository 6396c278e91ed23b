"""English.

Another language has the same names in the same files, and functions of the same arguments.
"""
