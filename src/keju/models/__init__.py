"""What answers: endpoints, recorded and scripted answers, and models run on this machine."""
