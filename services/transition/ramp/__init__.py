"""The ramp: people of both sides, the seats that they fill, and what keeps them."""
