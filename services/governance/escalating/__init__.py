"""What is late or broken is somebody's to act on, until it is made good."""
