"""What is stored and computed: sources, checker, calculator, report."""
