"""What all readers of files of other libraries share: the network that grows while they read."""
