"""What `make bench` measures: one module a topic; each writes its records to book/_measured/<topic>.json."""
