"""Partners' documents read as text with places, and held against plan and record."""
