"""What is checked of the exercise `seq2seq`."""
