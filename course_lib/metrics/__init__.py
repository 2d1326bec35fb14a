"""What generated text is worth: measures that know no model, each beside the same measure of real text."""
