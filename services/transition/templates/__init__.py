"""Plans made from templates: what a transition takes, before anybody has touched it."""
