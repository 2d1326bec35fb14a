"""What is checked in the chapter `seq2seq`."""
