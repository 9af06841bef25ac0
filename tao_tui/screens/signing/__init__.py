"""From a form to a final block: form, review, key, submission, outcome."""
