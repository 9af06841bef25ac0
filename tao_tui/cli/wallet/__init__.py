"""`wallet`: one module a verb or a noun below it, loaded when it is named."""
