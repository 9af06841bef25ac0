"""Other people's clients on the embedded node: `make test-clients`.

Each client lives in an environment of its own under `.venv-clients/`, made from the pinned versions in
`locks/NAME.txt` (Python) or the folder `NAME/` with its package-lock.json (npm). To add one: its pins, and a
`test_NAME.py` that runs it through the fixtures `python_client` or `npm_client`.
"""
