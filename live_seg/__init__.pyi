# The public names, once: `live_seg/__init__.py` loads them from here when they are first used.
from .config import Config as Config
from .errors import ConfigError as ConfigError
from .errors import DisplayError as DisplayError
from .errors import FrameError as FrameError
from .errors import LiveSegError as LiveSegError
from .errors import OutputExistsError as OutputExistsError
from .errors import SinkError as SinkError
from .errors import SourceError as SourceError
from .frame import Frame as Frame
from .frame import StreamInfo as StreamInfo
from .processing import ImagesReport as ImagesReport
from .processing import VideoReport as VideoReport
from .processing import process as process
from .segment import ElbowCurve as ElbowCurve
from .segment import Palette as Palette
from .segment import Region as Region
from .segment import Regions as Regions
from .segment import Segmentation as Segmentation
from .segment import Segmenter as Segmenter
from .segment import growing_elbow as growing_elbow
from .segment import measure_elbow as measure_elbow
from .segment import warm_up as warm_up
from .sink import Sink as Sink
from .sink import VideoSink as VideoSink
from .source import CameraFormat as CameraFormat
from .source import Source as Source
from .source import open_source as open_source
from .view import Background as Background
from .view import cutout as cutout
from .view import edges as edges
from .view import overlay as overlay
from .view import recolour as recolour
from .view import region_map as region_map
from .view import side_by_side as side_by_side

__version__: str
