"""Every operation as its definition reads, with no care for speed.

What cnnlib computes is held against these twins. They take the same arguments, share no code
with it, and refuse what makes no sense with `Refused`, which says what may be blamed.
"""
