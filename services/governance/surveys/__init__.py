"""What people say of a service, with how sure the figures are."""
