"""Staff ask in Slack: its requests come in, each thread is a conversation, and the answers are brought to Slack."""
