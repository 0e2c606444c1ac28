# The names of this room, as `vetpartner/__init__.pyi` has those of the package.

from vetpartner.files.atomic import write_whole as write_whole
from vetpartner.files.homes import load as load
from vetpartner.files.homes import read as read
from vetpartner.files.homes import record as record
from vetpartner.files.reading import InvalidProject as InvalidProject
from vetpartner.files.reading import NotRecorded as NotRecorded
from vetpartner.files.reading import Reading as Reading
from vetpartner.files.saving import save as save
