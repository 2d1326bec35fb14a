"""What is checked in the chapter `lstm`."""
