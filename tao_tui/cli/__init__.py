"""The command line face: one module per noun, loaded when it is named."""
