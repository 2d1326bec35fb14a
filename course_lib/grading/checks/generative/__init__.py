"""What is checked in the chapter `generative`."""
