"""The web page in a real browser and over plain HTTP, against a real server with the real model."""
