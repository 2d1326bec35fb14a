"""What is checked of the exercise `recurrent`."""
