"""What the people who write homeworks need: templates, the audit, the Gradescope zip, a new homework."""
