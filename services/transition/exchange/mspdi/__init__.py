"""Microsoft Project's XML (MSPDI). Source: Microsoft's published data interchange schema."""
