"""The engine that imagines: a diffusion model on a GPU, shown a few photos of a face.

Only ``klein`` imports torch and diffusers, and only when a picture is asked for: everything else
here works where the extra is not installed.
"""
