"""From a picture to the graph of its superpixels, with measures of each superpixel and each border."""
