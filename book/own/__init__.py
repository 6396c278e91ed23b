"""A book of your own, made of this one: your folder lies over it, file by file."""
