"""What passes between terminals and the platform."""
