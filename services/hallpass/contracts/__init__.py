"""What the services say to each other and to tools: the shapes, and nothing else. Imports the kernel only."""
