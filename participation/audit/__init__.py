"""The record of deeds: what was done, by whom, when; sealed into a chain that shows tampering."""
