"""What is checked of the exercise `generative`."""
