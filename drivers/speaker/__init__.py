"""Speech and recordings: espeak-ng makes the sound, ALSA or a folder takes it."""
