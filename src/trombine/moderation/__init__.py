"""What may come in and go out: classifiers measure, a policy decides, every decision is logged."""
