"""What the order book keeps."""
