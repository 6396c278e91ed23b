"""Small networks as people write them in PyTorch, each of what a family of networks is made of."""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import nn

__all__ = ["SMALL"]


def conv(inputs: int, outputs: int, size: int = 3, stride: int = 1, groups: int = 1) -> nn.Module:
    """Return a convolution that keeps the size, its norm behind it."""
    layer = nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False)
    return nn.Sequential(layer, nn.BatchNorm2d(outputs))


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(conv(3, 4, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        self.first, self.second = conv(4, 8, 3, 2), conv(8, 8)
        self.shortcut = conv(4, 8, 1, 2)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        x = F.relu(self.second(F.relu(self.first(x))) + self.shortcut(x))
        return self.fc(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Gated(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Sequential(conv(3, 8, 3, 2), nn.Hardswish())
        self.depthwise = nn.Sequential(conv(8, 8, 5, 1, 8), nn.ReLU6())
        self.squeeze, self.excite = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1)
        self.project = conv(8, 8, 1)
        self.head = nn.Sequential(nn.Linear(8, 12), nn.Hardswish(), nn.Dropout(), nn.Linear(12, 5))

    def forward(self, x):
        x = self.stem(x)
        y = self.depthwise(x)
        gate = F.relu(self.squeeze(y.mean((2, 3), keepdim=True)))
        y = y * F.hardsigmoid(self.excite(gate))
        return self.head((x + self.project(y)).mean([2, 3]))


class Swished(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.depthwise = conv(3, 8, 3, 2), conv(8, 8, 3, 2, 8)
        self.squeeze, self.excite = nn.Conv2d(8, 2, 1), nn.Conv2d(2, 8, 1)
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        x = F.silu(self.depthwise(x * torch.sigmoid(x)))
        gate = torch.sigmoid(self.excite(F.silu(self.squeeze(F.adaptive_avg_pool2d(x, 1)))))
        return F.softmax(self.fc(torch.flatten(F.adaptive_avg_pool2d(gate * x, 1), 1)), 1)


class Shuffled(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.branch = conv(3, 8, 3, 2), nn.Sequential(conv(4, 4, 1), nn.ReLU())
        self.fc = nn.Linear(8, 5)

    def forward(self, x):
        kept, x = self.stem(x).chunk(2, dim=1)
        x = torch.cat((kept, self.branch(x)), dim=1)
        batch, channels, height, width = x.size()
        x = x.view(batch, 2, channels // 2, height, width).transpose(1, 2).contiguous()
        return self.fc(x.view(batch, channels, height, width).mean([2, 3]))


class Dense(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem = nn.Conv2d(3, 4, 3, 2, 1)
        self.layers = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(n), nn.ReLU(), nn.Conv2d(n, 4, 3, padding=1, bias=False))
            for n in (4, 8, 12)
        )
        self.transition = nn.Sequential(
            nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 8, 1), nn.AvgPool2d(2)
        )
        self.classifier = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return self.classifier(self.transition(x).amax((2, 3)))


class Inception(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.one, self.three = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 4, (1, 7), padding=(0, 3))
        self.pooled, self.dilated = nn.Conv2d(3, 4, 1), nn.Conv2d(3, 2, 3, padding=2, dilation=2)
        self.ceiled = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.fc = nn.Linear(14, 5)

    def forward(self, x):
        average = F.avg_pool2d(x, 3, stride=1, padding=1)
        branches = [self.one(x), self.three(x), self.pooled(average), self.dilated(x)]
        x = self.ceiled(torch.relu(torch.cat(branches, 1)))
        x = F.avg_pool2d(x, 2, ceil_mode=True, count_include_pad=False)
        return self.fc(x.mean(3).mean(2))


class ConvNext(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.stem, self.depthwise = nn.Conv2d(3, 8, 4, 4), nn.Conv2d(8, 8, 7, padding=3, groups=8)
        self.norm, self.last = nn.LayerNorm(8, eps=1e-6), nn.LayerNorm(8)
        self.wide, self.narrow = nn.Linear(8, 16), nn.Linear(16, 8)
        self.gamma = nn.Parameter(torch.rand(8))
        self.head = nn.Linear(8, 5)

    def forward(self, x):
        x = self.stem(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.gamma * self.narrow(F.gelu(self.wide(y)))
        return self.head(self.last((x + y.permute(0, 3, 1, 2)).mean([-2, -1])))


class UNet(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.down, self.deep = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 8, 3, padding=1)
        self.up = nn.ConvTranspose2d(8, 4, 3, stride=2, padding=1, output_padding=1)
        self.merge, self.last = nn.Conv2d(8, 4, 3, padding=1), nn.Conv2d(8, 2, 1)

    def forward(self, x):
        outer = F.relu(self.down(F.pad(x, (1, 1, 1, 1), mode="reflect")))[..., 1:-1, 1:-1]
        inner = F.relu(self.deep(F.max_pool2d(outer, 2)))
        wide = F.interpolate(inner, scale_factor=2, mode="bilinear", align_corners=False)
        near = F.interpolate(inner[:, :4], scale_factor=2)
        x = torch.tanh(self.merge(torch.cat([outer, self.up(inner)], 1))) - near
        return self.last(torch.cat([x, wide[:, 4:]], 1))


class Enlarged(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(3, 8, 5, padding=2),
            nn.GroupNorm(2, 8),
            nn.PReLU(8),
            nn.Conv2d(8, 8, 3, padding=1),
            nn.InstanceNorm2d(8, affine=True),
            nn.LeakyReLU(0.1),
            nn.Conv2d(8, 12, 3, padding=1),
            nn.PixelShuffle(2),
            nn.ELU(),
        )

    def forward(self, x):
        return self.layers(x * 2 - 1) / 2 + 0.5


class Attention(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.patches = nn.Conv2d(3, 8, 4, 4)
        self.token, self.places = (nn.Parameter(torch.rand(1, n, 8)) for n in (1, 17))
        self.qkv, self.out = nn.Linear(8, 24), nn.Linear(8, 8)
        self.norm, self.head = nn.LayerNorm(8), nn.Linear(8, 5)

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.token.expand(x.shape[0], -1, -1), x], 1) + self.places
        q, k, v = self.qkv(self.norm(x)).reshape(-1, 17, 3, 2, 4).permute(2, 0, 3, 1, 4)
        scores = (q @ k.transpose(-2, -1)) * 0.5
        x = x + self.out((scores.softmax(-1) @ v).transpose(1, 2).reshape(-1, 17, 8))
        return self.head(F.gelu(x[:, 0]))


SMALL: tuple[type[nn.Module], ...] = (
    *(Residual, Gated, Swished, Shuffled, Dense),
    *(Inception, ConvNext, UNet, Enlarged, Attention),
)
"""Each reads images of 16 rows and columns."""
