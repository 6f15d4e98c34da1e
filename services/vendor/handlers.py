"""What the vendor service does when others report."""

from libs.common.reactions import Reactions

on = Reactions()
