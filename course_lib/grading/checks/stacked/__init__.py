"""What is checked of the exercise `stacked`."""
