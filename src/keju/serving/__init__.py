"""Being an endpoint: any candidate behind the OpenAI chat-completions format."""
