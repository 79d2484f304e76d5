"""The bot in Slack: stand-ins for Slack's Web API and for the people who write there, and what is asked of it."""
