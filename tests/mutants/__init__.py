"""Rules made wrong on purpose: the golden cases must notice each one.

`rules` mutates the trial's file, `source` the code.
"""
