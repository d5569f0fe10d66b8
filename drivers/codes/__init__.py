"""QR codes and bar codes: decoding pictures, and the camera or file they come from."""
