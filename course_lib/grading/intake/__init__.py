"""A file becomes a clean notebook or a refusal, and a folder of files becomes submissions with their students."""
