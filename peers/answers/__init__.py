"""The cases of cnnlib.differences as each framework writes them: a file a framework."""
