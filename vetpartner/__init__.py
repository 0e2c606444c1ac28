"""Run an Erasmus+ partnership in VET from facts that are typed once."""
