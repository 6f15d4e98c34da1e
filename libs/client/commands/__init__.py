"""The sub-commands of `baton`, a file each."""
