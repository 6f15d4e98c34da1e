"""What the vendor reports beside what the client measures."""
