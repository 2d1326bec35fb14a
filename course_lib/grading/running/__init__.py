"""The trusted side of the worker: starts its processes, speaks with them, and finds out what isolation holds."""
