"""The write side: ``decide`` turns a command into events or a refusal; nothing else decides."""
