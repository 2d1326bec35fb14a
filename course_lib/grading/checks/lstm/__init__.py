"""What is checked of the exercise `lstm`, and its class versions."""
