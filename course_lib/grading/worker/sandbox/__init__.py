"""The inner half of the sandbox: what a process does to itself before it runs student code."""
