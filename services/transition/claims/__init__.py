"""What is claimed to be reached, what stands in the way, and whose move it is until when."""
