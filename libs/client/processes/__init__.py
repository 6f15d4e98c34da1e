"""The five services as processes of one machine, behind one address."""
