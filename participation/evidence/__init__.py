"""Evidence: what people are told before they answer, and proof that they were asked lawfully."""
