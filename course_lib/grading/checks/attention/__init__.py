"""What is checked of the exercise `attention`, and its class versions."""
