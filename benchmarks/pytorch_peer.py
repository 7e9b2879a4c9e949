"""The PyTorch peer: one epoch for each line that comes in.

``python pytorch_peer.py LAYERS DATA BATCH_SIZE WAY``, with the layers as JSON, the data as ``.npz``
and the way ``eager`` or ``tuned``.
"""

import json
import sys

import numpy as np
import torch
from torch import nn


def build(layers: list[dict]) -> nn.Sequential:
    """Build a model of PyTorch's modules that does what Keras' layers do."""
    modules, channels, side = [], 1, 28
    for layer in layers:
        kind = layer["kind"]
        if kind == "Conv2D":
            size = layer["kernel_size"][0]
            modules.append(nn.Conv2d(channels, layer["filters"], size, padding=size // 2))
            channels = layer["filters"]
        elif kind == "BatchNormalization":
            modules.append(nn.BatchNorm2d(channels))
        elif kind == "MaxPooling2D":
            modules.append(nn.MaxPool2d(2))
            side //= 2
        elif kind == "Dropout":
            modules.append(nn.Dropout(layer["rate"]))
        elif kind == "Flatten":
            modules.append(nn.Flatten())
            channels *= side**2
        elif kind == "Dense":
            modules.append(nn.Linear(channels, layer["units"]))
            channels = layer["units"]
        else:
            raise ValueError(f"No PyTorch module is given here for Keras' layer {kind}.")
        if layer["relu"]:
            modules.append(nn.ReLU())
    return nn.Sequential(*modules)  # the softmax is in PyTorch's loss


def main(layers: str, data: str, batch_size: str, way: str) -> None:
    """Train for an epoch whenever a line comes in, and answer it.

    Tuned, images and weights lie in memory channel by channel of a pixel, and Adam is one kernel.
    """
    tuned = {"eager": False, "tuned": True}[way]
    layout = torch.channels_last if tuned else torch.contiguous_format
    with np.load(data) as arrays:
        x, y = torch.from_numpy(arrays["images"]), torch.from_numpy(arrays["labels"])
    x = x.to(memory_format=layout)
    model = build(json.loads(layers)).train().to(memory_format=layout)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=tuned)
    loss = nn.CrossEntropyLoss()
    for _ in sys.stdin:
        order = torch.randperm(len(x))
        for chosen in order.split(int(batch_size)):
            optimizer.zero_grad()
            loss(model(x[chosen]), y[chosen]).backward()
            optimizer.step()
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
