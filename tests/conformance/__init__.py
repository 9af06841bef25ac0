"""What any subtensor must do, told over the wire: `pytest tests/conformance [--node ws://...]`.

Without `--node` the scenarios run on an embedded node. With it they run on that one, which must let its state
be written (`dev_setStorage`): a real runtime can take the embedded node's place. Where runtimes differ a
scenario reads the metadata and is skipped with what it misses.
"""
