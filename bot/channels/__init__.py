"""The ways in: each turns a request into a message for the agent, and what the agent says into a reply."""
