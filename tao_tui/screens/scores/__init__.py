"""What Scores opens and keeps: one neuron, the last epoch, alerts, recordings, all subnets at once."""
