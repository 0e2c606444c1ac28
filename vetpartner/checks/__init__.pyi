# The names of this room, as `vetpartner/__init__.pyi` has those of the package.

from vetpartner.checks.rule import Rule as Rule
from vetpartner.checks.running import FAMILIES as FAMILIES
from vetpartner.checks.running import RULES as RULES
from vetpartner.checks.running import UnknownSlug as UnknownSlug
from vetpartner.checks.running import accept as accept
from vetpartner.checks.running import check as check
from vetpartner.checks.running import explain as explain
from vetpartner.checks.running import page as page
from vetpartner.checks.running import placed as placed
from vetpartner.checks.subject import Subject as Subject
